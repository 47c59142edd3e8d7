import { scratch, type Pdfium } from './pdfium.ts'

/** Lines further apart than so many times their height are paragraphs. */
const paragraphGap = 1.45

interface Line {
  text: string
  top: number
  bottom: number
}

/**
 * A page's text with its line breaks, an empty line between paragraphs. `isHidden` says of a text object whether nobody
 * sees it; its words are left out.
 */
export function pageText(
  pdfium: Pdfium,
  { textPage, isHidden }: { textPage: number; isHidden: ((object: number) => boolean) | null },
): string {
  const characters = Math.max(0, pdfium.FPDFText_CountChars(textPage))
  if (characters === 0) return ''
  using buffer = scratch(pdfium, 2 * characters + 2)
  const units = pdfium.FPDFText_GetText(textPage, 0, characters, buffer.at) - 1
  let text = buffer.bytes(2 * Math.max(0, units)).toString('utf16le')
  if (isHidden) text = withoutHidden(pdfium, { text, textPage, characters, isHidden })
  return joinLines(linesOf(pdfium, { text, textPage }))
}

// Its place is kept, so that the rest stands where it stood.
function withoutHidden(
  pdfium: Pdfium,
  of: { text: string; textPage: number; characters: number; isHidden: (object: number) => boolean },
): string {
  const units = of.text.split('')
  for (let index = 0; index < of.characters; index++) {
    if (!of.isHidden(pdfium.FPDFText_GetTextObject(of.textPage, index))) continue
    const at = pdfium.FPDFText_GetTextIndexFromCharIndex(of.textPage, index)
    if (at >= 0 && at < units.length && units[at] !== '\r' && units[at] !== '\n') units[at] = ' '
  }
  return units.join('')
}

function linesOf(pdfium: Pdfium, { text, textPage }: { text: string; textPage: number }): Line[] {
  using box = scratch(pdfium, 16)
  const lines: Line[] = []
  let start = 0
  for (const raw of text.split('\n')) {
    const first = start + raw.search(/\S/)
    start += raw.length + 1
    if (first < start - raw.length - 1) continue
    const index = pdfium.FPDFText_GetCharIndexFromTextIndex(textPage, first)
    const hasBox = pdfium.FPDFText_GetLooseCharBox(textPage, index, box.at)
    // left, top, right, bottom; the y axis points up.
    const [top, bottom] = hasBox ? [box.float(1), box.float(3)] : [0, 0]
    lines.push({ text: cleanLine(raw), top, bottom })
  }
  return lines
}

// PDFium writes a hyphen at the end of a line as U+0002 or U+FFFE, and goes on in the same line.
function cleanLine(raw: string): string {
  return raw
    .replaceAll('\u0002', '-')
    .replaceAll('\uFFFE', '-')
    .replace(/[\u00AD\uFEFF]|\0/g, '')
    .replace(/[\u00A0\u2000-\u200A\u202F\u3000\t]/g, ' ')
    .trimEnd()
}

function joinLines(lines: Line[]): string {
  return lines
    .map((line, index) => {
      const before = lines[index - 1]
      if (!before) return line.text
      const gap = before.bottom - line.bottom
      const height = Math.max(line.top - line.bottom, before.top - before.bottom, 1)
      return `${gap > height * paragraphGap || gap < -height / 2 ? '\n\n' : '\n'}${line.text}`
    })
    .join('')
    .trim()
}
