/** Tokens of any part of a request: one for four characters; files and pictures by their size. */
export function tokensOf(part: unknown): number {
  let inFiles = 0
  const withoutFile = (_key: string, value: unknown): unknown => {
    const bytes = fileBytes(value)
    if (bytes === null) return value
    inFiles += Math.max(leastOfFile, Math.round((bytes / 3000) * 1500))
    return null
  }
  const text = typeof part === 'string' ? part : JSON.stringify(part, withoutFile)
  return Math.ceil(text.length / 4) + inFiles
}

/** A page, or a picture. */
const leastOfFile = 1500

// Anthropic's `source` of a document or picture; OpenAI's data address of a file or picture.
function fileBytes(value: unknown): number | null {
  if (typeof value === 'string') {
    const start = /^data:[\w/+.-]+;base64,/.exec(value)?.[0]
    return start === undefined ? null : bytesOf(value.length - start.length)
  }
  if (typeof value !== 'object' || value === null) return null
  const { type, data } = value as { type?: unknown; data?: unknown }
  return type === 'base64' && typeof data === 'string' ? bytesOf(data.length) : null
}

function bytesOf(base64Length: number): number {
  return (base64Length * 3) / 4
}
