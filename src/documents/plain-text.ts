import type { Page } from './document.ts'
import type { Extracted, ReadContext } from './extract.ts'

/** Plain text as it is, with line ends made uniform; form feeds part pages. */
export async function readPlainText(bytes: Uint8Array, { limits }: ReadContext): Promise<Extracted> {
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
  return pages.length > limits.maxPages ? 'too-many-pages' : { kind: 'text', text, pages }
}

/**
 * Decodes text: byte order marks, the encoding that it says it has, UTF-8, else Windows-1252, in which every byte means
 * something.
 */
export function decodeText(bytes: Uint8Array, charset: string | null = null): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  const decoder = charset === null ? null : decoderOf(charset)
  if (decoder && decoder.encoding !== 'utf-8') return decoder.decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

// Of whoever wrote the file: it may name none that exists.
function decoderOf(charset: string): InstanceType<typeof TextDecoder> | null {
  try {
    return new TextDecoder(charset)
  } catch {
    return null
  }
}
