import { createHash } from 'node:crypto'

// Data URLs as they are, or percent-encoded.
const dataUrl =
  /data:([\w.+-]+\/[\w.+-]+)?(?:(?:;|%3B)[\w.=-]+)*(?:;|%3B)base64(?:,|%2C)([A-Za-z0-9+/%_-]{32,}={0,2})/gi
// Lines of one length, as mail has them; in JSON their breaks are written out.
const lines = /(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{60,76}(?:\r?\n|\\r\\n|\\n)){2,}[A-Za-z0-9+/]{0,76}={0,2}/g
// Long runs without a data: prefix. 200 characters of one word do not occur in prose; both digits and capitals must.
const bare = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{200,}={0,2}/g

/** The text with every base64 run replaced by its type, its size in bytes and its sha256. */
export function withoutBase64(text: string): string {
  return text
    .replace(dataUrl, (_, type: string | undefined, encoded: string) =>
      note(type ?? 'text/plain', encoded.replace(/%2B/gi, '+').replace(/%2F/gi, '/').replace(/%3D/gi, '')),
    )
    .replace(lines, noteIfMixed)
    .replace(bare, noteIfMixed)
}

function noteIfMixed(encoded: string): string {
  return /\d/.test(encoded) && /[A-Z]/.test(encoded) && /[a-z]/.test(encoded)
    ? note('base64', encoded.replace(/\\r|\\n|\s/g, ''))
    : encoded
}

function note(type: string, encoded: string): string {
  const bytes = Buffer.from(encoded, 'base64')
  return `<${type}, ${bytes.length} bytes, sha256 ${createHash('sha256').update(bytes).digest('hex')}>`
}
