import type { Box } from '../pdf/page-objects.ts'
import { scratch, type Pdfium } from '../pdf/pdfium.ts'

const maxBoxes = 400

/** Where words of a page stand on it, in points: a box for each line; none where they are not found. */
export function findQuoteBoxes(pdfium: Pdfium, { page, quote }: { page: number; quote: string }): Box[] {
  const textPage = pdfium.FPDFText_LoadPage(page)
  if (textPage === 0) return []
  try {
    const { letters, indexes } = lettersOf(pdfium, textPage)
    const wanted = Array.from(quote, comparable).join('')
    const at = wanted === '' ? -1 : letters.indexOf(wanted)
    if (at === -1) return []
    const [first = 0, last = 0] = [indexes[at], indexes[at + wanted.length - 1]]
    return boxesOf(pdfium, textPage, { first, count: last - first + 1 })
  } finally {
    pdfium.FPDFText_ClosePage(textPage)
  }
}

function lettersOf(pdfium: Pdfium, textPage: number): { letters: string; indexes: number[] } {
  let letters = ''
  const indexes: number[] = []
  const count = pdfium.FPDFText_CountChars(textPage)
  for (let index = 0; index < count; index++) {
    const code = pdfium.FPDFText_GetUnicode(textPage, index)
    const letter = comparable(String.fromCodePoint(code <= 0x10_ff_ff ? code : 0xff_fd))
    letters += letter
    for (let part = 0; part < letter.length; part++) indexes.push(index)
  }
  return { letters, indexes }
}

/** A letter as it is compared: '' for spaces, line breaks and hyphens, which stand where a line needs them. */
export function comparable(letter: string): string {
  return /[\s\p{C}\p{Pd}]/u.test(letter) ? '' : letter.normalize('NFKC').toLowerCase()
}

function boxesOf(
  pdfium: Pdfium,
  textPage: number,
  { first, count }: { first: number; count: number },
): Box[] {
  using memory = scratch(pdfium, 32)
  const { at } = memory
  const found = Math.min(pdfium.FPDFText_CountRects(textPage, first, count), maxBoxes)
  return Array.from({ length: Math.max(0, found) }, (_, index) => {
    pdfium.FPDFText_GetRect(textPage, index, at, at + 8, at + 16, at + 24)
    const bytes = memory.bytes(32)
    return {
      left: bytes.readDoubleLE(0),
      top: bytes.readDoubleLE(8),
      right: bytes.readDoubleLE(16),
      bottom: bytes.readDoubleLE(24),
    }
  })
}
