import type { QuarterTurns } from './turned-jpeg.ts'

/** A picture in shades of grey, a byte a pixel. */
export interface Grey {
  width: number
  height: number
  pixels: Uint8Array
}

/** Darker than this is ink. */
const ink = 160

export function isBlank({ pixels }: Grey): boolean {
  return !pixels.some((shade) => shade < ink)
}

/** As a file that Tesseract reads (netpbm, PGM). */
export function greyMap({ width, height, pixels }: Grey): Buffer {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), pixels])
}

/** Turned clockwise. */
export function turnedGrey(grey: Grey, turns: QuarterTurns): Grey {
  if (turns === 0) return grey
  const { width, height, pixels } = grey
  const [wide, high] = turns === 2 ? [width, height] : [height, width]
  const turned = new Uint8Array(wide * high)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at =
        turns === 1
          ? x * wide + (wide - 1 - y)
          : turns === 2
            ? (high - 1 - y) * wide + (wide - 1 - x)
            : (high - 1 - x) * wide + y
      turned[at] = pixels[y * width + x] ?? 0
    }
  return { width: wide, height: high, pixels: turned }
}
