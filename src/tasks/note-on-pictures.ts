import type { Document } from '../documents/document.ts'
import { pagesWithoutText } from '../documents/pages-without-text.ts'
import { AppError } from '../errors.ts'

/**
 * What people should know of pages that are pictures; null where there are none. Throws `document_no_text` where
 * nothing but pictures is there, no words were recognised and the model sees none of them.
 */
export function noteOnPictures(
  document: Document,
  of: {
    fileName: string
    model: string
    /** Whether the model sees pages that are pictures. */
    isSeen: boolean
    /** False where only text may go to a model. */
    isSent: boolean
  },
): string | null {
  const unread = pagesWithoutText(document)
  const recognised = document.pages.filter(({ ocr }) => ocr === 'ours').map(({ number }) => number)
  const laidOver = document.pages.filter(({ ocr }) => ocr === 'theirs').map(({ number }) => number)
  if (unread.length + recognised.length + laidOver.length === 0) return null
  const { isSeen } = of
  const many = document.pages.length
  if (unread.length === many && !isSeen) throw noText(of)
  const isPicture = (pages: number[], what: string) =>
    pages.length === many
      ? `“${of.fileName}” is ${what}`
      : `${pages.length === 1 ? 'Page' : 'Pages'} ${listOf(pages)} of the document ${pages.length === 1 ? `is ${what}` : `are ${what.replace('a picture', 'pictures').replace('a scan', 'scans')}`}`
  return [
    ...(unread.length > 0 ? [`${isPicture(unread, 'a picture without text')}${unreadEnd(isSeen)}`] : []),
    ...(recognised.length > 0
      ? [
          `${isPicture(recognised, 'a picture of text')}. I read it by OCR, which makes mistakes${isSeen ? '; the model saw the picture too' : ''}. Compare such quotes with the page.`,
        ]
      : []),
    ...(laidOver.length > 0
      ? [
          `${isPicture(laidOver, 'a scan')} with words laid over the picture by OCR, which makes mistakes. Compare such quotes with the page.`,
        ]
      : []),
  ].join(' ')
}

function unreadEnd(isSeen: boolean): string {
  return isSeen
    ? '. The model read what it shows; quotes from there cannot be checked by a program.'
    : ' and could not be read: what stands there is not in this result.'
}

const listedPages = 12

function listOf(numbers: number[]): string {
  const more = numbers.length - listedPages
  return `${numbers.slice(0, listedPages).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

function noText({ fileName, model, isSent }: { fileName: string; model: string; isSent: boolean }): AppError {
  const why = isSent
    ? `${model} does not read pictures`
    : 'pictures go to no model where names are kept from it'
  return new AppError('document_no_text', 'only pictures, no words recognised, and no model reads them', {
    userMessage: `I found no text in “${fileName}”: OCR recognised no words, and ${why}. If it is a scan, please share a sharper one or a version with a text layer.`,
  })
}
