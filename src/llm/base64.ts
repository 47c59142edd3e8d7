import { createHash } from 'node:crypto'

const dataUrl = /data:([\w.+-]+\/[\w.+-]+)?(?:;[\w.=-]+)*;base64,([A-Za-z0-9+/_-]{32,}={0,2})/g
// Long runs without a data: prefix. 200 characters of one word do not occur in prose; both digits and capitals must.
const bare = /[A-Za-z0-9+/]{200,}={0,2}/g

/** The text with every base64 run replaced by its type, its size in bytes and its sha256. */
export function withoutBase64(text: string): string {
  return text
    .replace(dataUrl, (_, type: string | undefined, encoded: string) => note(type ?? 'text/plain', encoded))
    .replace(bare, (encoded) =>
      /\d/.test(encoded) && /[A-Z]/.test(encoded) && /[a-z]/.test(encoded)
        ? note('base64', encoded)
        : encoded,
    )
}

function note(type: string, encoded: string): string {
  const bytes = Buffer.from(encoded, 'base64')
  return `<${type}, ${bytes.length} bytes, sha256 ${createHash('sha256').update(bytes).digest('hex')}>`
}
