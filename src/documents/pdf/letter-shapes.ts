import { scratch, type Pdfium } from './pdfium.ts'

/** Letters looked at on a page, spread over it. */
const maxSample = 240
const minSample = 30
/** Share of letters whose shape is another one, from which a page is doubtful; of usual fonts it is next to nothing. */
const maxForeign = 0.15
/** Share of signs that mean nothing: a font that does not say what its letters are. */
const maxMeaningless = 0.2

/** What Latin small letters do, in every usual font: reach below the line, rise above the height of an x. */
const below = new Set('gpqy')
const flat = new Set('abcdehiklmnorstuvwxz')
const tall = new Set('bdhkl')
const low = new Set('acemnorsuvwxz')
/** Parts of a letter's size. */
const reachesBelow = 0.1
const risesAbove = 0.5

/**
 * Whether a page's letters look otherwise than its text says: a PDF says of each letter which one it is, and may lie. Digits
 * and single words can lie unnoticed; what is doubtful is compared with what OCR reads there.
 */
export function hasForeignShapes(
  pdfium: Pdfium,
  { textPage, text }: { textPage: number; text: string },
): boolean {
  if (isMeaningless(text)) return true
  const characters = Math.max(0, pdfium.FPDFText_CountChars(textPage))
  const step = Math.max(1, Math.floor(characters / maxSample))
  let [seen, foreign] = [0, 0]
  const heights = new Set<number>()
  using memory = scratch(pdfium, 48)
  for (let index = 0; index < characters; index += step) {
    const letter = String.fromCodePoint(Math.min(pdfium.FPDFText_GetUnicode(textPage, index), 0x10_ff_ff))
    if (!flat.has(letter) && !below.has(letter)) continue
    const shape = shapeOf(pdfium, { textPage, index }, memory)
    if (!shape) continue
    seen++
    heights.add(Math.round(shape.height * 50))
    if (isForeign(letter, shape)) foreign++
  }
  // A font whose letters are all as high says nothing of them.
  return seen >= minSample && heights.size > 2 && foreign / seen > maxForeign
}

interface Shape {
  /** Below the line and above it, as parts of the letter's size. */
  depth: number
  height: number
}

function shapeOf(
  pdfium: Pdfium,
  { textPage, index }: { textPage: number; index: number },
  memory: ReturnType<typeof scratch>,
): Shape | null {
  const { at } = memory
  // What is turned has its height elsewhere.
  if (pdfium.FPDFText_GetCharAngle(textPage, index) !== 0) return null
  if (!pdfium.FPDFText_GetCharBox(textPage, index, at, at + 8, at + 16, at + 24)) return null
  if (!pdfium.FPDFText_GetCharOrigin(textPage, index, at + 32, at + 40)) return null
  // left, right, bottom, top; then the origin's x and y.
  const [bottom, top, line] = [memory.double(2), memory.double(3), memory.double(5)]
  const size = pdfium.FPDFText_GetLooseCharBox(textPage, index, at) ? memory.float(1) - memory.float(3) : 0
  return size <= 0 || top <= bottom ? null : { depth: (line - bottom) / size, height: (top - line) / size }
}

function isForeign(letter: string, { depth, height }: Shape): boolean {
  if (below.has(letter) !== depth > reachesBelow) return true
  return (tall.has(letter) && height < risesAbove) || (low.has(letter) && height > risesAbove)
}

const unusual = /[^\t-~\u00A0-\u024F\u2010-\u2027\u2030-\u205E\u20AC\u2122]/gu
const meaningless = /[\p{Co}\p{Cn}\uFFFD]/u

function isMeaningless(text: string): boolean {
  const without =
    text
      .slice(0, 20_000)
      .match(unusual)
      ?.filter((sign) => meaningless.test(sign)).length ?? 0
  if (without < maxMeaningless * minSample) return false
  const signs = text.slice(0, 20_000).replace(/\s/g, '').length
  return signs >= minSample && without / signs > maxMeaningless
}
