export type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'

// The first bytes of each format, as their specifications have it; in a WebP the length stands between its two names.
const signatures: [ImageType, string][] = [
  ['image/png', '89504e470d0a1a0a'],
  ['image/jpeg', 'ffd8ff'],
  ['image/gif', '474946383761'],
  ['image/gif', '474946383961'],
  ['image/webp', '52494646........57454250'],
]

/** The kind of picture that the bytes are; null for anything else. */
export function imageTypeOf(bytes: Uint8Array): ImageType | null {
  const beginning = Buffer.from(bytes.subarray(0, 16)).toString('hex')
  return signatures.find(([, signature]) => new RegExp(`^${signature}`).test(beginning))?.[0] ?? null
}
