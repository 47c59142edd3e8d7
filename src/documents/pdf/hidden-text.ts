import type { HiddenPiece } from '../hidden-warning.ts'
import { boxInPicture, renderPage, type Picture } from './page-picture.ts'
import {
  listObjects,
  overlapOf,
  type Box,
  type Fill,
  type PageObject,
  type TextObject,
} from './page-objects.ts'
import { scratch, type Pdfium } from './pdfium.ts'

/** Points below which nobody reads. */
const tinySize = 1.5
const invisibleModes = [3, 7]
/** Share of a page that a picture covers, from which the page is a scan and invisible text its recognised words. */
const scanShare = 0.5
/** Of 255: letters less different from what lies around them are not seen. */
const minContrast = 24
const checkScale = 1.5

export interface HiddenText {
  /** Handles of text objects that nobody sees. */
  objects: Set<number>
  pieces: HiddenPiece[]
  /** The page is a picture with its recognised words laid over it, invisibly. */
  isScan: boolean
}

/**
 * Text of a page that its reader does not see: invisible by its mode, tiny, off the page, in the colour of what lies
 * below it, transparent, covered, on a layer that is off. What only may be unseen is looked at in a picture of the page.
 */
export function findHiddenText(
  pdfium: Pdfium,
  of: { page: number; textPage: number; number: number },
): HiddenText {
  const objects = listObjects(pdfium, of.page)
  const texts = objects.filter((object): object is TextObject => object.kind === 'text')
  const none = { objects: new Set<number>(), pieces: [], isScan: false }
  if (texts.length === 0) return none
  const frame = frameOf(pdfium, of.page)
  const isScan = isPicture(objects, frame)
  const sure = new Map<TextObject, string>()
  const doubtful = new Map<TextObject, string>()
  const painted = objects.flatMap((object, index) =>
    object.kind === 'text' ? [] : [{ index, object, fill: object.fill() }],
  )
  for (const [index, text] of objects.entries()) {
    if (!isText(text)) continue
    const reason = sureReason(text, frame)
    if (reason === 'invisible' && isScan) continue
    if (reason !== null) sure.set(text, reason)
    else {
      const doubt = doubtAbout(text, index, painted)
      // Spaces are never seen.
      if (doubt !== null && wordsOf(pdfium, text.handle, of.textPage).trim() !== '') doubtful.set(text, doubt)
    }
  }
  if (doubtful.size > 0)
    for (const text of unseen(pdfium, of.page, [...doubtful.keys()])) sure.set(text, doubtful.get(text) ?? '')
  const pieces = [...sure].map(([{ handle }, reason]) => ({
    page: of.number,
    reason,
    text: wordsOf(pdfium, handle, of.textPage),
  }))
  const isRecognised = isScan && texts.some((text) => invisibleModes.includes(text.renderMode))
  return { objects: new Set([...sure.keys()].map(({ handle }) => handle)), pieces, isScan: isRecognised }
}

function isText(object: PageObject | TextObject): object is TextObject {
  return object.kind === 'text'
}

function sureReason(text: TextObject, frame: Box): string | null {
  const { renderMode, size, box } = text
  if (invisibleModes.includes(renderMode)) return 'invisible'
  if (size !== null && size > 0 && size < tinySize) return 'too small to read'
  const isOutside =
    box.right <= frame.left || box.left >= frame.right || box.top <= frame.bottom || box.bottom >= frame.top
  return isOutside && box.right > box.left ? 'outside the page' : null
}

/** What is painted besides letters, with its place in the order. */
interface Painted {
  index: number
  object: PageObject
  fill: Fill | null
}

const white = { red: 255, green: 255, blue: 255 }

function doubtAbout(text: TextObject, index: number, painted: Painted[]): string | null {
  if (text.isOptional) return 'on a layer that is not shown'
  if (text.clip && isCutOff(text.box, text.clip)) return 'cut off'
  const fill = text.fill()
  let isOnSomething = false
  let isLikeBelow = false
  for (const other of painted) {
    if (!covers(other.object.box, text.box)) continue
    if (other.index > index) {
      if (other.object.kind !== 'path' || (other.fill?.alpha ?? 0) > 200) return 'covered by something else'
    } else {
      isOnSomething = true
      if (other.object.kind === 'image') isLikeBelow = true
      if (fill && other.fill && contrast(other.fill, fill) < minContrast) isLikeBelow = true
    }
  }
  if (!fill) return null
  if (fill.alpha < 60) return 'transparent'
  if (contrast(fill, white) < minContrast)
    return isOnSomething ? 'in the colour of its background' : 'white on white'
  return isLikeBelow ? 'in the colour of its background' : null
}

// Of a dash or a dot half is enough.
function isCutOff(box: Box, clip: Box): boolean {
  const { left, right, bottom, top } = overlapOf(clip, box)
  const [width, height] = [box.right - box.left, box.top - box.bottom]
  return right - left < Math.min(1, width / 2) || top - bottom < Math.min(1, height / 2)
}

type Colour = { red: number; green: number; blue: number }

function contrast(a: Colour, b: Colour): number {
  return Math.max(Math.abs(a.red - b.red), Math.abs(a.green - b.green), Math.abs(a.blue - b.blue))
}

function covers(outer: Box, inner: Box): boolean {
  const slack = 1
  return (
    outer.left <= inner.left + slack &&
    outer.right >= inner.right - slack &&
    outer.bottom <= inner.bottom + slack &&
    outer.top >= inner.top - slack
  )
}

function isPicture(objects: PageObject[], frame: Box): boolean {
  const whole = area(frame)
  const images = objects.filter(({ kind }) => kind === 'image')
  return whole > 0 && images.reduce((sum, { box }) => sum + area(box), 0) / whole >= scanShare
}

function area({ left, right, bottom, top }: Box): number {
  return Math.max(0, right - left) * Math.max(0, top - bottom)
}

// The page is painted twice, with these texts and without: where nothing changes, nothing was to be seen.
function unseen(pdfium: Pdfium, page: number, texts: TextObject[]): TextObject[] {
  const shown = renderPage(pdfium, page, checkScale)
  for (const { handle } of texts) pdfium.FPDFPageObj_SetIsActive(handle, false)
  const without = renderPage(pdfium, page, checkScale)
  for (const { handle } of texts) pdfium.FPDFPageObj_SetIsActive(handle, true)
  return texts.filter(({ box }) => {
    if (area(box) === 0) return false
    return mostDifferent(shown, without, boxInPicture(pdfium, page, { box, picture: shown })) < minContrast
  })
}

function mostDifferent(a: Picture, b: Picture, at: Box): number {
  let most = 0
  for (let y = at.top; y < at.bottom; y++)
    for (let x = at.left * 4; x < at.right * 4; x++) {
      const index = y * a.stride + x
      most = Math.max(most, Math.abs((a.pixels[index] ?? 0) - (b.pixels[index] ?? 0)))
    }
  return most
}

function frameOf(pdfium: Pdfium, page: number): Box {
  using memory = scratch(pdfium, 16)
  // FS_RECTF: left, top, right, bottom.
  if (!pdfium.FPDF_GetPageBoundingBox(page, memory.at))
    return { left: 0, bottom: 0, right: Number.MAX_VALUE, top: Number.MAX_VALUE }
  const [left, top, right, bottom] = [memory.float(0), memory.float(1), memory.float(2), memory.float(3)]
  return { left, top: Math.max(top, bottom), right, bottom: Math.min(top, bottom) }
}

function wordsOf(pdfium: Pdfium, object: number, textPage: number): string {
  const size = Math.min(pdfium.FPDFTextObj_GetText(object, textPage, 0, 0), 4096)
  if (size <= 2) return ''
  using memory = scratch(pdfium, size)
  const written = pdfium.FPDFTextObj_GetText(object, textPage, memory.at, size)
  return memory.bytes(Math.max(0, Math.min(written, size) - 2)).toString('utf16le')
}
