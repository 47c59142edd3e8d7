import { imageTypeOf } from './image-type.ts'

export interface ImageSize {
  width: number
  height: number
}

/** A picture's width and height in pixels as its first bytes have it; null where they do not say. */
export function imageSizeOf(bytes: Uint8Array): ImageSize | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  switch (imageTypeOf(bytes)) {
    case 'image/png':
      return buffer.length < 24 ? null : { width: buffer.readUInt32BE(16), height: buffer.readUInt32BE(20) }
    case 'image/gif':
      return buffer.length < 10 ? null : { width: buffer.readUInt16LE(6), height: buffer.readUInt16LE(8) }
    case 'image/jpeg':
      return sizeOfJpeg(buffer)
    case 'image/webp':
      return sizeOfWebp(buffer)
    case null:
      return null
  }
}

// A frame header, SOF0 to SOF15 but for the three of these that are something else (ITU T.81, table B.1).
function sizeOfJpeg(buffer: Buffer): ImageSize | null {
  for (let at = 2; at + 9 < buffer.length;) {
    const marker = buffer[at + 1] ?? 0
    if (buffer[at] !== 0xff) return null
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { width: buffer.readUInt16BE(at + 7), height: buffer.readUInt16BE(at + 5) }
    at += 2 + buffer.readUInt16BE(at + 2)
  }
  return null
}

// RFC 9649: the three kinds of a WebP's first chunk.
function sizeOfWebp(buffer: Buffer): ImageSize | null {
  if (buffer.length < 30) return null
  switch (buffer.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { width: 1 + buffer.readUIntLE(24, 3), height: 1 + buffer.readUIntLE(27, 3) }
    case 'VP8L': {
      const bits = buffer.readUInt32LE(21)
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) }
    }
    case 'VP8 ':
      return { width: buffer.readUInt16LE(26) & 0x3fff, height: buffer.readUInt16LE(28) & 0x3fff }
    default:
      return null
  }
}
