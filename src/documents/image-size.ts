import { imageTypeOf } from './image-type.ts'

export interface ImageSize {
  width: number
  height: number
}

/** How large a picture says it is, in pixels; null where it does not say. What it says is made when it is opened. */
export function imageSizeOf(bytes: Uint8Array): ImageSize | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length < 30) return null
  switch (imageTypeOf(bytes)) {
    case 'image/png':
      return { width: buffer.readUInt32BE(16), height: buffer.readUInt32BE(20) }
    case 'image/gif':
      return { width: buffer.readUInt16LE(6), height: buffer.readUInt16LE(8) }
    case 'image/webp':
      return webpSize(buffer)
    case 'image/jpeg':
      return jpegSize(buffer)
    case null:
      return null
  }
}

// The first frame header (ITU-T T.81, B.2.2); the segments before it say how long they are.
function jpegSize(buffer: Buffer): ImageSize | null {
  for (let at = 2; at + 9 < buffer.length && buffer[at] === 0xff;) {
    const marker = buffer[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { height: buffer.readUInt16BE(at + 5), width: buffer.readUInt16BE(at + 7) }
    at += 2 + buffer.readUInt16BE(at + 2)
  }
  return null
}

// RFC 9649: extended, lossless, lossy.
function webpSize(buffer: Buffer): ImageSize | null {
  switch (buffer.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { width: buffer.readUIntLE(24, 3) + 1, height: buffer.readUIntLE(27, 3) + 1 }
    case 'VP8L': {
      const bits = buffer.readUInt32LE(21)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8 ':
      return { width: buffer.readUInt16LE(26) & 0x3fff, height: buffer.readUInt16LE(28) & 0x3fff }
    default:
      return null
  }
}
