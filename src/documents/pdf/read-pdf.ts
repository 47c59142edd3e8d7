import type { DocumentWarning, Page } from '../document.ts'
import type { Extracted, ReadContext } from '../extract.ts'
import type { ReadLimits } from '../read-document.ts'
import { hiddenWarning, type HiddenPiece } from '../hidden-warning.ts'
import { besidesPages } from './besides-pages.ts'
import { findHiddenText } from './hidden-text.ts'
import { hasForeignShapes } from './letter-shapes.ts'
import { openPage, openPdf, type OpenPdf } from './open-pdf.ts'
import { pageText } from './page-text.ts'
import { loadPdfium, wasRefusedMemory, type Pdfium } from './pdfium.ts'

/** A PDF's text as its pages show it; what they do not show is kept apart and told. */
export async function readPdf(bytes: Uint8Array, { limits }: ReadContext): Promise<Extracted> {
  const pdfium = await loadPdfium(limits.maxMemoryMb)
  try {
    const read = readPages(pdfium, bytes, limits)
    // Without memory PDFium calls a page damaged, or breaks off: neither says anything of the page.
    return wasRefusedMemory() && read !== 'not-inspected' ? 'too-much-memory' : read
  } catch (error) {
    if (wasRefusedMemory()) return 'too-much-memory'
    throw error
  }
}

function readPages(pdfium: Pdfium, bytes: Uint8Array, limits: ReadLimits): Extracted {
  const opened = openPdf(pdfium, bytes)
  if (typeof opened === 'string') return opened
  using pdf = opened
  if (pdf.pages > limits.maxPages) return 'too-many-pages'
  let text = ''
  const pages: Page[] = []
  const hidden: HiddenPiece[] = []
  const doubtful: number[] = []
  const leftOut: DocumentWarning[] = []
  for (let number = 1; number <= pdf.pages; number++) {
    const read = readPage(pdfium, pdf, number)
    if (read === 'not-inspected') return read
    if (!read) leftOut.push(damagedPage(number))
    const page = read ?? nothing
    // Pages without text have places of their own too.
    if (number > 1) text += '\n\n'
    const start = text.length
    text += page.text
    if (text.length > limits.maxCharacters) return 'too-much-text'
    pages.push({ number, start, end: text.length, ...(page.isScan ? { ocr: 'theirs' } : {}) })
    hidden.push(...page.pieces)
    if (page.isDoubtful) doubtful.push(number)
  }
  if (pages.length === 0) return 'damaged'
  const warnings = [...hiddenWarning(hidden), ...leftOut, ...besidesPages(pdfium, pdf, bytes)]
  return { kind: 'pdf', text, pages, warnings, doubtful }
}

interface ReadPage {
  text: string
  isScan: boolean
  pieces: HiddenPiece[]
  /** Its letters look otherwise than its text says. */
  isDoubtful: boolean
}

const nothing: ReadPage = { text: '', isScan: false, pieces: [], isDoubtful: false }

function readPage(pdfium: Pdfium, pdf: OpenPdf, number: number): ReadPage | 'not-inspected' | null {
  using opened = openPage(pdfium, pdf, number - 1)
  if (!opened) return null
  const textPage = pdfium.FPDFText_LoadPage(opened.page)
  if (textPage === 0) return null
  try {
    const hidden = findHiddenText(pdfium, { page: opened.page, textPage, number })
    const isHidden = hidden.objects.size === 0 ? null : (object: number) => hidden.objects.has(object)
    const text = pageText(pdfium, { textPage, isHidden })
    // What stands there a second time, and is seen, is hidden from nobody: a shadow, or a line that was written over.
    const seen = hidden.pieces.length === 0 ? '' : solid(text)
    const pieces = hidden.pieces.filter((piece) => !seen.includes(solid(piece.text)))
    const isDoubtful = !hidden.isScan && hasForeignShapes(pdfium, { textPage, text })
    return { isScan: hidden.isScan, pieces, text, isDoubtful }
  } catch {
    return 'not-inspected'
  } finally {
    pdfium.FPDFText_ClosePage(textPage)
  }
}

function solid(text: string): string {
  return text.replace(/\s+/g, '')
}

function damagedPage(number: number): DocumentWarning {
  const reason = 'left out: it is damaged'
  return { kind: 'left-out', page: number, reason, excerpt: `Page ${number}` }
}
