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
  if (!hasLongRun(text)) return text
  return text
    .replace(dataUrl, (_, type: string | undefined, encoded: string) =>
      note(type ?? 'text/plain', encoded.replace(/%2B/gi, '+').replace(/%2F/gi, '/').replace(/%3D/gi, '')),
    )
    .replace(lines, noteIfMixed)
    .replace(bare, noteIfMixed)
}

// What all three patterns ask for: so many of these signs in a row.
const shortestRun = 32
const inRun = /[A-Za-z0-9+/%_-]/
const isInRun = Uint8Array.from({ length: 128 }, (_, code) => Number(inRun.test(String.fromCharCode(code))))

// Looks at few of the characters only: the patterns themselves take a long document's thread for a tenth of a second.
function hasLongRun(text: string): boolean {
  let start = 0
  while (start + shortestRun <= text.length) {
    let at = start + shortestRun - 1
    while (at >= start && isInRun[text.charCodeAt(at)] === 1) at--
    if (at < start) return true
    start = at + 1
  }
  return false
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
