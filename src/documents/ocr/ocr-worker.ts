import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { createWorker, type Worker as Tesseract } from 'tesseract.js'
import { imageSizeOf } from '../image-size.ts'
import { openPage, openPdf } from '../pdf/open-pdf.ts'
import { renderPage, toGrey } from '../pdf/page-picture.ts'
import { loadPdfium } from '../pdf/pdfium.ts'
import { greyMap, isBlank, turnedGrey } from './grey-map.ts'
import type { RecogniseOrder, RecognisedPage } from './recognise.ts'
import { isJpeg, turnedJpeg, type QuarterTurns } from './turned-jpeg.ts'

/** Tesseract is trained on letters of some 30 pixels: 200 dots an inch for a letter of ten points. */
const pixelsPerPoint = 200 / 72
/** Of 100; below it are photographs, drawings and handwriting. */
const minConfidence = 40
/** Of 100; what lies below it may stand on its side or its head. */
const sureConfidence = 70
/** Larger pictures unfold to more memory than there is. */
const maxPixels = 60_000_000
const allTurns: QuarterTurns[] = [0, 1, 3, 2]

/** A picture as it was found, turned by so many quarters. */
type Turned = (turns: QuarterTurns) => Buffer

if (!parentPort) throw new Error('this file is a thread')
const port = parentPort
const [order] = (await once(port, 'message')) as [RecogniseOrder]
const langPath = join(
  createRequire(import.meta.url).resolve('@tesseract.js-data/eng/package.json'),
  '../4.0.0_best_int',
)
const tesseract = await createWorker('eng', 1, { langPath, gzip: true, cacheMethod: 'none' })
for await (const { number, picture, turns } of picturesOf(order)) {
  const text = picture ? await recognise(tesseract, picture, turns) : ''
  port.postMessage({ number, text } satisfies RecognisedPage)
}
port.postMessage(null)

// Most pages are upright; of one that is not, the way round that is read most surely is.
async function recognise(reader: Tesseract, picture: Turned, turns: QuarterTurns[]): Promise<string> {
  let best = { text: '', confidence: 0 }
  for (const turn of turns) {
    const { data } = await reader.recognize(picture(turn))
    if (data.confidence > best.confidence) best = data
    if (best.confidence >= sureConfidence) break
  }
  return best.confidence < minConfidence ? '' : best.text.replace(/\n{3,}/g, '\n\n').trim()
}

async function* picturesOf({ bytes, kind, pages, maxMemoryMb }: RecogniseOrder): AsyncGenerator<{
  number: number
  picture: Turned | null
  turns: QuarterTurns[]
}> {
  if (kind === 'image') {
    const size = imageSizeOf(bytes)
    const isFitting = size !== null && size.width * size.height <= maxPixels
    const picture = isFitting ? (turn: QuarterTurns) => turnedJpeg(bytes, turn) : null
    // Of other kinds nobody can say how they are to be turned.
    yield { number: 1, picture, turns: isJpeg(bytes) ? allTurns : [0] }
    return
  }
  const pdfium = await loadPdfium(maxMemoryMb)
  const opened = openPdf(pdfium, bytes)
  if (typeof opened === 'string') return
  using pdf = opened
  for (const number of pages) {
    using page = openPage(pdfium, pdf, number - 1)
    const picture = page ? renderPage(pdfium, page.page, pixelsPerPoint) : null
    const grey = picture && { ...picture, pixels: toGrey(picture) }
    // A blank page has no words; asking for them takes a second.
    const isRead = grey && !isBlank(grey)
    yield { number, picture: isRead ? (turn) => greyMap(turnedGrey(grey, turn)) : null, turns: allTurns }
  }
}
