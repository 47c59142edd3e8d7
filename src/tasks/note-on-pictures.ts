import type { Document } from '../documents/document.ts'
import { pagesWithoutText } from '../documents/pages-without-text.ts'
import { AppError } from '../errors.ts'
import type { Model } from '../llm/model.ts'

/**
 * What people should know of pages that are pictures; null where there are none. Throws `document_no_text` where
 * nothing but pictures is there and the model reads none.
 */
export async function noteOnPictures(
  document: Document,
  of: { fileName: string; model: string; modelOf: (name: string) => Model },
): Promise<string | null> {
  const pictures = pagesWithoutText(document)
  if (pictures.length === 0) return null
  const { readsPdf, readsImages } = await of.modelOf(of.model).capabilities()
  const isRead = document.kind === 'image' ? readsImages : readsPdf
  const all = pictures.length === document.pages.length
  if (all && !isRead) throw noText(of)
  const which = all
    ? `“${of.fileName}” is a picture without text`
    : `${pictures.length === 1 ? 'Page' : 'Pages'} ${listOf(pictures)} of the document ${pictures.length === 1 ? 'is a picture' : 'are pictures'} without text`
  return isRead
    ? `${which}. The model read what it shows; quotes from there cannot be checked by a program.`
    : `${which} and could not be read: what stands there is not in this result.`
}

const listedPages = 12

function listOf(numbers: number[]): string {
  const more = numbers.length - listedPages
  return `${numbers.slice(0, listedPages).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function noText({ fileName, model }: { fileName: string; model: string }): AppError {
  return new AppError('document_no_text', 'only pictures, and the model reads none', {
    userMessage: `I found no text in “${fileName}”, and ${model} does not read pictures. If it is a scan, please share a version with a text layer (most scanners call it OCR).`,
  })
}
