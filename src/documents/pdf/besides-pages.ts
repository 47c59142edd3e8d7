import type { DocumentWarning } from '../document.ts'
import { shortened } from '../hidden-warning.ts'
import type { OpenPdf } from './open-pdf.ts'
import { scratch, type Pdfium } from './pdfium.ts'

const maxAttachments = 20
const maxNameBytes = 600

/** What a PDF holds besides its pages: scripts and programs to start, which are never run; files, which are not read. */
export function besidesPages(pdfium: Pdfium, pdf: OpenPdf, bytes: Uint8Array): DocumentWarning[] {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const names = (name: string) =>
    [`/S/${name}`, `/S /${name}`].some((each) => source.includes(each, 0, 'latin1'))
  const hasScripts = pdfium.FPDFDoc_GetJavaScriptActionCount(pdf.handle) > 0 || names('JavaScript')
  return [
    ...(hasScripts ? [active('it holds scripts, which I did not run')] : []),
    ...(names('Launch') ? [active('it starts a program when it is opened, which I did not do')] : []),
    ...attachmentNames(pdfium, pdf).map((name) => leftOut(name)),
  ]
}

function active(reason: string): DocumentWarning {
  return { kind: 'active', page: null, reason, excerpt: '' }
}

function leftOut(name: string): DocumentWarning {
  const reason = 'left out: it is attached to the PDF; please share it on its own'
  return { kind: 'left-out', page: null, reason, excerpt: shortened(name) }
}

function attachmentNames(pdfium: Pdfium, pdf: OpenPdf): string[] {
  const count = Math.min(pdfium.FPDFDoc_GetAttachmentCount(pdf.handle), maxAttachments)
  using memory = scratch(pdfium, maxNameBytes)
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const attachment = pdfium.FPDFDoc_GetAttachment(pdf.handle, index)
    const size = attachment === 0 ? 0 : pdfium.FPDFAttachment_GetName(attachment, memory.at, maxNameBytes)
    const isWritten = size > 2 && size <= maxNameBytes
    return isWritten
      ? memory
          .bytes(size - 2)
          .toString('utf16le')
          .replace(/\p{C}/gu, '')
      : 'a file without a name'
  })
}
