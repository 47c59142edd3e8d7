/** Quarter turns clockwise that make a picture upright, as EXIF's orientation has them (CIPA DC-008, tag 274). */
const orientations = [1, 6, 3, 8] as const

export type QuarterTurns = 0 | 1 | 2 | 3

/**
 * A JPEG that says of itself by how much it is to be turned: Tesseract turns it then. What a camera noted there counts too,
 * in whichever byte order; a picture that is no JPEG stays as it is.
 */
export function turnedJpeg(bytes: Uint8Array, turns: QuarterTurns): Buffer {
  const jpeg = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!isJpeg(jpeg)) return jpeg
  const noted = Math.max(0, orientations.indexOf(orientationOf(jpeg)))
  const orientation = orientations[(noted + turns) % 4] ?? 1
  return Buffer.concat([jpeg.subarray(0, 2), exifSegment(orientation), jpeg.subarray(2)])
}

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8
}

function orientationOf(jpeg: Buffer): (typeof orientations)[number] {
  const at = jpeg.subarray(0, 4096).indexOf('Exif\0\0', 0, 'latin1')
  if (at === -1) return 1
  const tiff = jpeg.subarray(at + 6, at + 6 + 65_536)
  const isLittle = tiff.toString('latin1', 0, 2) === 'II'
  const short = (offset: number) => (isLittle ? tiff.readUInt16LE(offset) : tiff.readUInt16BE(offset))
  const long = (offset: number) => (isLittle ? tiff.readUInt32LE(offset) : tiff.readUInt32BE(offset))
  try {
    const directory = long(4)
    for (let entry = 0; entry < Math.min(short(directory), 100); entry++) {
      const place = directory + 2 + entry * 12
      if (short(place) === 274) return orientations.find((each) => each === short(place + 8)) ?? 1
    }
  } catch {
    // A directory that points out of the file says nothing.
  }
  return 1
}

// One directory of one entry: orientation, a short.
function exifSegment(orientation: number): Buffer {
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010000000000000000', 'hex')
  tiff[19] = orientation
  const content = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([head, content])
}
