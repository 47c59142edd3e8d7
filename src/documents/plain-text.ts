import type { Page } from './document.ts'
import type { ReadLimits } from './read-document.ts'
import type { Extracted } from './extract.ts'
import { decodeText } from './sniff.ts'

/** Plain text as it is, with line ends made uniform; form feeds part pages. */
export async function readPlainText(bytes: Uint8Array, limits: ReadLimits): Promise<Extracted> {
  const text = decodeText(bytes)
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
  if (text.length > limits.maxCharacters) return 'too-much-text'
  const pages: Page[] = []
  let start = 0
  for (const part of text.split('\f')) {
    pages.push({ number: pages.length + 1, start, end: start + part.length })
    start += part.length + 1
  }
  return pages.length > limits.maxPages ? 'too-many-pages' : { text, pages }
}
