import type { Extracted, ReadContext } from './extract.ts'
import { hiddenWarning } from './hidden-warning.ts'
import { htmlToText } from './html-text.ts'
import { decodeText } from './plain-text.ts'

/** A web page's text as a browser shows it; nothing of it is run or fetched. */
export async function readHtml(bytes: Uint8Array, { limits }: ReadContext): Promise<Extracted> {
  const html = decodeHtml(bytes)
  const { text, headings, hidden } = htmlToText(html, { collapsesSpace: true })
  if (text.length > limits.maxCharacters) return 'too-much-text'
  const scripts = /<script\b/i.test(html)
    ? [{ kind: 'active', page: null, reason: 'it holds scripts, which I did not run', excerpt: '' } as const]
    : []
  return {
    kind: 'html',
    text,
    pages: [{ number: 1, start: 0, end: text.length }],
    headings,
    warnings: [...hiddenWarning(hidden.map((each) => ({ ...each, page: null }))), ...scripts],
  }
}

/** A web page's source, in the encoding that it says it has. */
export function decodeHtml(bytes: Uint8Array): string {
  return decodeText(bytes, charsetOf(bytes))
}

function charsetOf(bytes: Uint8Array): string | null {
  const beginning = Buffer.from(bytes.subarray(0, 2048)).toString('latin1')
  return /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,40})/i.exec(beginning)?.[1] ?? null
}
