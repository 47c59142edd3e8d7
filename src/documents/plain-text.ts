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
  if (isWideText(bytes))
    return new TextDecoder(bytes[0] === 0xfe || bytes[0] === 0 ? 'utf-16be' : 'utf-16le').decode(bytes)
  const decoder = charset === null ? null : decoderOf(charset)
  if (decoder && decoder.encoding !== 'utf-8') return decoder.decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** Whether the bytes are UTF-16: by its mark, or because every second byte of the beginning is NUL, as in Western words. */
export function isWideText(bytes: Uint8Array): boolean {
  const mark = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)
  if (mark === 0xff_fe || mark === 0xfe_ff) return true
  const zero = bytes[0] === 0 ? 0 : 1
  return (
    bytes.length >= 8 &&
    Array.from(bytes.subarray(0, 512)).every((byte, index) => (byte === 0) === (index % 2 === zero))
  )
}

// Of whoever wrote the file: it may name none that exists.
function decoderOf(charset: string): InstanceType<typeof TextDecoder> | null {
  try {
    return new TextDecoder(charset)
  } catch {
    return null
  }
}
