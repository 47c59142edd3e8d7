import type { Page } from '../document.ts'
import type { Extracted, ReadContext } from '../extract.ts'
import { hiddenWarning, type HiddenPiece } from '../hidden-warning.ts'
import { besidesPages } from './besides-pages.ts'
import { findHiddenText } from './hidden-text.ts'
import { openPage, openPdf, type OpenPdf } from './open-pdf.ts'
import { pageText } from './page-text.ts'
import { loadPdfium, type Pdfium } from './pdfium.ts'

/** A PDF's text as its pages show it; what they do not show is kept apart and told. */
export async function readPdf(bytes: Uint8Array, { limits }: ReadContext): Promise<Extracted> {
  const pdfium = await loadPdfium(limits.maxMemoryMb)
  const opened = openPdf(pdfium, bytes)
  if (typeof opened === 'string') return opened
  using pdf = opened
  if (pdf.pages > limits.maxPages) return 'too-many-pages'
  let text = ''
  const pages: Page[] = []
  const hidden: HiddenPiece[] = []
  for (let number = 1; number <= pdf.pages; number++) {
    const page = readPage(pdfium, pdf, number)
    if (page === 'not-inspected') return page
    // Pages without text have places of their own too.
    if (number > 1) text += '\n\n'
    const start = text.length
    text += page.text
    if (text.length > limits.maxCharacters) return 'too-much-text'
    pages.push({ number, start, end: text.length, ...(page.isScan ? { ocr: 'theirs' } : {}) })
    hidden.push(...page.pieces)
  }
  if (pages.length === 0) return 'damaged'
  return {
    kind: 'pdf',
    text,
    pages,
    warnings: [...hiddenWarning(hidden), ...besidesPages(pdfium, pdf, bytes)],
  }
}

function readPage(
  pdfium: Pdfium,
  pdf: OpenPdf,
  number: number,
): { text: string; isScan: boolean; pieces: HiddenPiece[] } | 'not-inspected' {
  using opened = openPage(pdfium, pdf, number - 1)
  if (!opened) return { text: '', isScan: false, pieces: [] }
  const textPage = pdfium.FPDFText_LoadPage(opened.page)
  if (textPage === 0) return { text: '', isScan: false, pieces: [] }
  try {
    const hidden = findHiddenText(pdfium, { page: opened.page, textPage, number })
    const isHidden = hidden.objects.size === 0 ? null : (object: number) => hidden.objects.has(object)
    return { ...hidden, text: pageText(pdfium, { textPage, isHidden }) }
  } catch {
    return 'not-inspected'
  } finally {
    pdfium.FPDFText_ClosePage(textPage)
  }
}
