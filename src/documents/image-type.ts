export type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'

// The first bytes of each format, as their specifications have it; WebP's name comes after a length.
const signatures: [ImageType, RegExp][] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
]

/** The kind of picture that the bytes are; null for anything else. */
export function imageTypeOf(bytes: Uint8Array): ImageType | null {
  const beginning = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  return signatures.find(([, signature]) => signature.test(beginning))?.[0] ?? null
}
