import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { createWorker } from 'tesseract.js'
import { openPage, openPdf } from '../pdf/open-pdf.ts'
import { renderPage, toGrey } from '../pdf/page-picture.ts'
import { loadPdfium } from '../pdf/pdfium.ts'
import type { RecogniseOrder, RecognisedPage } from './recognise.ts'

/** Tesseract is trained on letters of some 30 pixels: 200 dots an inch for a letter of ten points. */
const pixelsPerPoint = 200 / 72
/** Of 100; below it are photographs, drawings and handwriting. */
const minConfidence = 40
/** Darker than this is ink. */
const ink = 160

if (!parentPort) throw new Error('this file is a thread')
const port = parentPort
const [order] = (await once(port, 'message')) as [RecogniseOrder]
const langPath = join(
  createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json'),
  '../4.0.0_best_int',
)
const tesseract = await createWorker('eng', 1, { langPath, gzip: true, cacheMethod: 'none' })
for await (const { number, picture } of picturesOf(order)) {
  const { data } = picture ? await tesseract.recognize(picture) : { data: { text: '', confidence: 0 } }
  const text = data.confidence < minConfidence ? '' : data.text.replace(/\n{3,}/g, '\n\n').trim()
  port.postMessage({ number, text } satisfies RecognisedPage)
}
port.postMessage(null)

async function* picturesOf({ bytes, kind, pages, maxMemoryMb }: RecogniseOrder) {
  if (kind === 'image') {
    yield { number: 1, picture: Buffer.from(bytes) }
    return
  }
  const pdfium = await loadPdfium(maxMemoryMb)
  const opened = openPdf(pdfium, bytes)
  if (typeof opened === 'string') return
  using pdf = opened
  for (const number of pages) {
    using page = openPage(pdfium, pdf, number - 1)
    const picture = page ? renderPage(pdfium, page.page, pixelsPerPoint) : null
    yield { number, picture: picture && portableGreyMap(toGrey(picture), picture) }
  }
}

// A blank page has no words; asking for them takes a second.
function portableGreyMap(
  grey: Uint8Array,
  { width, height }: { width: number; height: number },
): Buffer | null {
  if (!grey.some((shade) => shade < ink)) return null
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), grey])
}
