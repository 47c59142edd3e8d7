import mammoth from 'mammoth'
import { htmlToText } from './docx-text.ts'
import type { ReadLimits } from './read-document.ts'
import type { Extracted } from './extract.ts'

/** A Word document's text and headings; it has no pages of its own, so the whole text is one. */
export async function readDocx(bytes: Uint8Array, limits: ReadLimits): Promise<Extracted> {
  let html: string
  try {
    const options = {
      includeEmbeddedStyleMap: false,
      convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
    }
    html = (await mammoth.convertToHtml({ buffer: Buffer.from(bytes) }, options)).value
  } catch {
    return 'damaged'
  }
  if (html.length > limits.maxCharacters * 3) return 'too-much-text'
  const { text, headings } = htmlToText(html)
  return { text, pages: [{ number: 1, start: 0, end: text.length }], headings }
}
