import mammoth from 'mammoth'
import { hiddenWarning, type HiddenPiece } from './hidden-warning.ts'
import { htmlToText } from './html-text.ts'
import type { Extracted, ReadContext } from './extract.ts'
import { prepareWord, type PreparedWord } from './word-changes.ts'

/** A Word document's text and headings; it has no pages of its own, so the whole text is one. */
export async function readDocx(bytes: Uint8Array, { limits }: ReadContext): Promise<Extracted> {
  let html: string
  let prepared: PreparedWord
  try {
    prepared = await prepareWord(bytes)
    const options = {
      includeEmbeddedStyleMap: false,
      convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
    }
    html = (await mammoth.convertToHtml({ buffer: prepared.bytes }, options)).value
  } catch {
    return 'damaged'
  }
  if (html.length > limits.maxCharacters * 3) return 'too-much-text'
  const { text, headings } = htmlToText(html, { collapsesSpace: false })
  const hidden = prepared.hidden.map((each): HiddenPiece => ({ ...each, page: null }))
  const macros = {
    kind: 'active',
    page: null,
    reason: 'it holds macros, which I did not run',
    excerpt: '',
  } as const
  return {
    kind: 'docx',
    text,
    pages: [{ number: 1, start: 0, end: text.length }],
    headings,
    warnings: [...hiddenWarning(hidden), ...(prepared.hasMacros ? [macros] : [])],
  }
}
