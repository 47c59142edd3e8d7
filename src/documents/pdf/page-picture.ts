import { scratch, type Pdfium } from './pdfium.ts'

/** A rendered page: four bytes a pixel (blue, green, red, unused), rows from the top. */
export interface Picture {
  width: number
  height: number
  stride: number
  pixels: Uint8Array
}

// FPDF_ANNOT of public/fpdfview.h.
const withAnnotations = 1
const maxSide = 3600

/** Renders a page on white; `scale` is pixels a point, less where the page is huge. */
export function renderPage(pdfium: Pdfium, page: number, scale: number): Picture {
  const [wide, high] = [pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)]
  const fitting = Math.min(scale, maxSide / Math.max(wide, high, 1))
  const [width, height] = [Math.max(1, Math.round(wide * fitting)), Math.max(1, Math.round(high * fitting))]
  const bitmap = pdfium.FPDFBitmap_Create(width, height, 0)
  if (bitmap === 0) throw new RangeError('PDFium has no memory for a picture')
  try {
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xff_ff_ff_ff)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, withAnnotations)
    const stride = pdfium.FPDFBitmap_GetStride(bitmap)
    const at = pdfium.FPDFBitmap_GetBuffer(bitmap)
    return { width, height, stride, pixels: pdfium.pdfium.HEAPU8.slice(at, at + stride * height) }
  } finally {
    pdfium.FPDFBitmap_Destroy(bitmap)
  }
}

/** A box of the page, in points, as pixels of its picture, rotation and crop of the page included. */
export function boxInPicture(
  pdfium: Pdfium,
  page: number,
  { box, picture }: { box: { left: number; bottom: number; right: number; top: number }; picture: Picture },
): { left: number; top: number; right: number; bottom: number } {
  using memory = scratch(pdfium, 16)
  const pixel = (x: number, y: number): [number, number] => {
    pdfium.FPDF_PageToDevice(page, 0, 0, picture.width, picture.height, 0, x, y, memory.at, memory.at + 4)
    const ints = memory.bytes(8)
    return [ints.readInt32LE(0), ints.readInt32LE(4)]
  }
  const [[x1, y1], [x2, y2]] = [pixel(box.left, box.top), pixel(box.right, box.bottom)]
  return {
    left: within(Math.min(x1, x2), picture.width),
    right: within(Math.max(x1, x2), picture.width),
    top: within(Math.min(y1, y2), picture.height),
    bottom: within(Math.max(y1, y2), picture.height),
  }
}

function within(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most)
}

/** A picture in shades of grey, one byte a pixel. */
export function toGrey({ width, height, stride, pixels }: Picture): Uint8Array {
  const grey = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * stride + x * 4
      grey[y * width + x] =
        ((pixels[at] ?? 0) * 29 + (pixels[at + 1] ?? 0) * 150 + (pixels[at + 2] ?? 0) * 77) >> 8
    }
  }
  return grey
}
