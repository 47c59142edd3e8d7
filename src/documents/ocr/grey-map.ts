import { renderPage, toGrey } from '../pdf/page-picture.ts'
import type { Pdfium } from '../pdf/pdfium.ts'
import type { QuarterTurns } from './turned-jpeg.ts'

/** Tesseract is trained on letters of some 30 pixels: 200 dots an inch for a letter of ten points. */
const pixelsPerPoint = 200 / 72

/** A picture in shades of grey, a byte a pixel. */
export interface Grey {
  width: number
  height: number
  pixels: Uint8Array
}

/** Darker than this is ink. */
const ink = 160

/** A page as it is recognised. */
export function greyPage(pdfium: Pdfium, page: number): Grey {
  const picture = renderPage(pdfium, page, pixelsPerPoint)
  return { width: picture.width, height: picture.height, pixels: toGrey(picture) }
}

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

export interface PixelBox {
  left: number
  top: number
  right: number
  bottom: number
}

/** Where a box of the turned picture lies in the picture as it was. */
export function turnedBack(box: PixelBox, turns: QuarterTurns, { width, height }: Grey): PixelBox {
  const { left, top, right, bottom } = box
  switch (turns) {
    case 0:
      return box
    case 1:
      return { left: top, right: bottom, top: height - right, bottom: height - left }
    case 2:
      return { left: width - right, right: width - left, top: height - bottom, bottom: height - top }
    case 3:
      return { left: width - bottom, right: width - top, top: left, bottom: right }
  }
}
