import { once } from 'node:events'
import { parentPort } from 'node:worker_threads'
import type { PixelBox } from '../ocr/grey-map.ts'
import { openPage, openPdf } from '../pdf/open-pdf.ts'
import { boxInPicture, renderPage, type Picture } from '../pdf/page-picture.ts'
import { loadPdfium } from '../pdf/pdfium.ts'
import { pngOf } from '../pdf/picture-file.ts'
import type { Evidence, EvidenceOrder } from './page-evidence.ts'
import { findQuoteBoxes } from './quote-boxes.ts'
import { findRecognisedBoxes } from './recognised-boxes.ts'

const pixelsPerPoint = 1.8
/** Around a line of the quote, in points. */
const margin = 2

if (!parentPort) throw new Error('this file is a thread')
const [order] = (await once(parentPort, 'message')) as [EvidenceOrder]
parentPort.postMessage(await draw(order))
parentPort.postMessage(null)

async function draw({
  bytes,
  page: number,
  quote,
  isRecognised,
  maxMemoryMb,
}: EvidenceOrder): Promise<Evidence | null> {
  const pdfium = await loadPdfium(maxMemoryMb)
  const opened = openPdf(pdfium, bytes)
  if (typeof opened === 'string') return null
  using pdf = opened
  using page = openPage(pdfium, pdf, number - 1)
  if (!page) return null
  const picture = renderPage(pdfium, page.page, pixelsPerPoint)
  const boxes = findQuoteBoxes(pdfium, { page: page.page, quote })
  const found = boxes.map(({ left, bottom, right, top }) => {
    const box = { left: left - margin, right: right + margin, bottom: bottom - margin, top: top + margin }
    return boxInPicture(pdfium, page.page, { box, picture })
  })
  const marks =
    found.length > 0 || !isRecognised
      ? found
      : await findRecognisedBoxes(pdfium, { page: page.page, quote, picture })
  mark(picture, marks)
  return { png: pngOf(picture), isMarked: marks.length > 0 }
}

// As a marker pen does: yellow takes the blue away, letters stay dark. Where boxes overlap, once.
function mark({ pixels, stride, height }: Picture, boxes: PixelBox[]): void {
  const marked = new Uint8Array(stride * height)
  for (const box of boxes)
    for (let y = box.top; y < box.bottom; y++)
      for (let x = box.left; x < box.right; x++) {
        const at = y * stride + x * 4
        if (marked[at]) continue
        marked[at] = 1
        pixels[at] = Math.round((pixels[at] ?? 0) * 0.35)
        pixels[at + 1] = Math.round((pixels[at + 1] ?? 0) * 0.92)
      }
}
