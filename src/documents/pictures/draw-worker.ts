import { once } from 'node:events'
import { parentPort } from 'node:worker_threads'
import { openPage, openPdf } from '../pdf/open-pdf.ts'
import { renderPage } from '../pdf/page-picture.ts'
import { loadPdfium } from '../pdf/pdfium.ts'
import { jpegOf } from '../pdf/picture-file.ts'
import type { DrawnPage, DrawOrder } from './draw-pages.ts'

/** Larger ones are made smaller by the vendors (Anthropic, vision: 1568 pixels on the longer side), and letters are read at it. */
const longSide = 1568

if (!parentPort) throw new Error('this file is a thread')
const port = parentPort
const [{ bytes, pages, maxMemoryMb }] = (await once(port, 'message')) as [DrawOrder]
const pdfium = await loadPdfium(maxMemoryMb)
const opened = openPdf(pdfium, bytes)
if (typeof opened !== 'string') {
  using pdf = opened
  for (const number of pages) {
    using page = openPage(pdfium, pdf, number - 1)
    if (!page) continue
    const side = Math.max(pdfium.FPDF_GetPageWidthF(page.page), pdfium.FPDF_GetPageHeightF(page.page), 1)
    const jpeg = jpegOf(renderPage(pdfium, page.page, longSide / side))
    port.postMessage({ number, jpeg } satisfies DrawnPage)
  }
}
port.postMessage(null)
