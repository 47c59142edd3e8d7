import type { Pdfium } from './pdfium.ts'

/** FPDF_GetLastError (public/fpdfview.h): a password is needed, or its kind is unknown. */
const passwordErrors = [4, 5]

export interface OpenPdf extends Disposable {
  handle: number
  pages: number
}

/** A PDF's bytes as PDFium's document; or why there is none. */
export function openPdf(pdfium: Pdfium, bytes: Uint8Array): OpenPdf | 'encrypted' | 'damaged' {
  const at = pdfium.pdfium.wasmExports.malloc(bytes.length)
  if (at === 0) return 'damaged'
  pdfium.pdfium.HEAPU8.set(bytes, at)
  const handle = pdfium.FPDF_LoadMemDocument(at, bytes.length, '')
  if (handle === 0) {
    pdfium.pdfium.wasmExports.free(at)
    return passwordErrors.includes(pdfium.FPDF_GetLastError()) ? 'encrypted' : 'damaged'
  }
  return {
    handle,
    pages: pdfium.FPDF_GetPageCount(handle),
    [Symbol.dispose]: () => {
      pdfium.FPDF_CloseDocument(handle)
      pdfium.pdfium.wasmExports.free(at)
    },
  }
}

/** FPDFANNOT_SUBTYPE: a note written onto the page, a form's field. */
const writtenOn = [3, 20]

export interface OpenPage extends Disposable {
  page: number
}

/** A page by its index from 0, with what was filled into its form and written onto it; null where it cannot be loaded. */
export function openPage(pdfium: Pdfium, pdf: OpenPdf, index: number): OpenPage | null {
  let page = pdfium.FPDF_LoadPage(pdf.handle, index)
  if (page !== 0 && hasWriting(pdfium, page)) {
    pdfium.FPDFPage_Flatten(page, 0)
    pdfium.FPDF_ClosePage(page)
    page = pdfium.FPDF_LoadPage(pdf.handle, index)
  }
  return page === 0 ? null : { page, [Symbol.dispose]: () => pdfium.FPDF_ClosePage(page) }
}

function hasWriting(pdfium: Pdfium, page: number): boolean {
  const count = pdfium.FPDFPage_GetAnnotCount(page)
  for (let index = 0; index < Math.min(count, 500); index++) {
    const annotation = pdfium.FPDFPage_GetAnnot(page, index)
    const subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
    pdfium.FPDFPage_CloseAnnot(annotation)
    if (writtenOn.includes(subtype)) return true
  }
  return false
}
