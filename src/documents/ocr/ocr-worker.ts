import { once } from 'node:events'
import { parentPort } from 'node:worker_threads'
import { imageSizeOf } from '../image-size.ts'
import { openPage, openPdf } from '../pdf/open-pdf.ts'
import { loadPdfium } from '../pdf/pdfium.ts'
import { greyMap, greyPage, isBlank, turnedGrey } from './grey-map.ts'
import type { RecogniseOrder, RecognisedPage } from './recognise.ts'
import { allTurns, createRecogniser, type Turned } from './recogniser.ts'
import { isJpeg, turnedJpeg, type QuarterTurns } from './turned-jpeg.ts'

/** Of 100; below it are photographs, drawings and handwriting. */
const minConfidence = 40
/** Larger pictures unfold to more memory than there is. */
const maxPixels = 60_000_000

interface FoundPicture {
  number: number
  /** Null where nothing is to be read. */
  picture: Turned | null
  turns: readonly QuarterTurns[]
}

if (!parentPort) throw new Error('this file is a thread')
const port = parentPort
const [order] = (await once(port, 'message')) as [RecogniseOrder]
const recognise = await createRecogniser({ wantsPlaces: false })
for await (const { number, picture, turns } of picturesOf(order)) {
  const { text, confidence } = picture ? await recognise(picture, turns) : { text: '', confidence: 0 }
  const words = confidence < minConfidence ? '' : text.replace(/\n{3,}/g, '\n\n').trim()
  port.postMessage({ number, text: words } satisfies RecognisedPage)
}
port.postMessage(null)

async function* picturesOf({
  bytes,
  kind,
  pages,
  maxMemoryMb,
}: RecogniseOrder): AsyncGenerator<FoundPicture> {
  if (kind === 'image') {
    const size = imageSizeOf(bytes)
    const isFitting = size !== null && size.width * size.height <= maxPixels
    const picture = isFitting ? (turns: QuarterTurns) => turnedJpeg(bytes, turns) : null
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
    const grey = page && greyPage(pdfium, page.page)
    // A blank page has no words; asking for them takes a second.
    const isRead = grey && !isBlank(grey)
    yield { number, picture: isRead ? (turns) => greyMap(turnedGrey(grey, turns)) : null, turns: allTurns }
  }
}
