import { scratch, type Pdfium } from './pdfium.ts'

export interface Fill {
  red: number
  green: number
  blue: number
  alpha: number
}

/** Points; the y axis points up. */
export interface Box {
  left: number
  bottom: number
  right: number
  top: number
}

export interface PageObject {
  handle: number
  kind: 'text' | 'path' | 'image' | 'other'
  box: Box
  /** Of text and of filled paths; 0–255 each. */
  fill: () => Fill | null
}

export interface TextObject extends PageObject {
  kind: 'text'
  /** Points, as it stands on the page; asked only of what is low, as asking takes time. */
  size: number | null
  /** PDF 32000-1, table 106: 3 paints nothing. */
  renderMode: number
  isOptional: boolean
  /** Of the paths that it is cut to, the place where all of them overlap; null where there are none. */
  clip: Box | null
}

// FPDF_PAGEOBJ_… and FPDF_FILLMODE_… of public/fpdf_edit.h.
const kinds: Record<number, PageObject['kind']> = { 1: 'text', 2: 'path', 3: 'image' }
const formKind = 5
const maxDepth = 8
/** Points: letters lower than this may be tiny, or be dots. */
const lowLine = 3

type Matrix = [number, number, number, number, number, number]
const identity: Matrix = [1, 0, 0, 1, 0, 0]

/** A page's objects in the order in which they are painted, those of forms among them. */
export function listObjects(pdfium: Pdfium, page: number): (PageObject | TextObject)[] {
  using memory = scratch(pdfium, 64)
  const objects: (PageObject | TextObject)[] = []
  const visit = (handle: number, outer: Matrix, depth: number): void => {
    const type = pdfium.FPDFPageObj_GetType(handle)
    if (type === formKind) {
      if (depth >= maxDepth || !pdfium.FPDFPageObj_GetMatrix(handle, memory.at)) return
      const inner = multiply(matrixIn(memory), outer)
      const count = pdfium.FPDFFormObj_CountObjects(handle)
      for (let index = 0; index < count; index++)
        visit(pdfium.FPDFFormObj_GetObject(handle, index), inner, depth + 1)
      return
    }
    const kind = kinds[type] ?? 'other'
    const { at } = memory
    if (!pdfium.FPDFPageObj_GetBounds(handle, at, at + 4, at + 8, at + 12)) return
    const [left, bottom, right, top] = [memory.float(0), memory.float(1), memory.float(2), memory.float(3)]
    const box = moved({ left, bottom, right, top }, outer)
    const fill = () => fillOf(pdfium, handle, kind)
    if (kind !== 'text') objects.push({ handle, kind, box, fill })
    else objects.push({ handle, kind, box, fill, ...lettersOf(pdfium, { handle, outer, box }, memory) })
  }
  const count = pdfium.FPDFPage_CountObjects(page)
  for (let index = 0; index < count; index++) visit(pdfium.FPDFPage_GetObject(page, index), identity, 0)
  return objects
}

type Memory = ReturnType<typeof scratch>

function matrixIn({ float }: Memory): Matrix {
  return [float(0), float(1), float(2), float(3), float(4), float(5)]
}

function lettersOf(
  pdfium: Pdfium,
  { handle, outer, box }: { handle: number; outer: Matrix; box: Box },
  memory: Memory,
) {
  return {
    size: box.top - box.bottom < lowLine ? sizeOf(pdfium, { handle, outer }, memory) : null,
    renderMode: pdfium.FPDFTextObj_GetTextRenderMode(handle),
    isOptional: hasOptionalMark(pdfium, handle, memory),
    clip: clipOf(pdfium, { handle, outer }, memory),
  }
}

function sizeOf(
  pdfium: Pdfium,
  { handle, outer }: { handle: number; outer: Matrix },
  memory: Memory,
): number {
  const size = pdfium.FPDFTextObj_GetFontSize(handle, memory.at) ? memory.float(0) : 0
  const matrix = pdfium.FPDFPageObj_GetMatrix(handle, memory.at) ? matrixIn(memory) : identity
  const [, , c, d] = multiply(matrix, outer)
  return Math.abs(size) * Math.hypot(c, d)
}

// Optional content (layers) is marked /OC.
function hasOptionalMark(pdfium: Pdfium, handle: number, memory: Memory): boolean {
  const count = Math.min(pdfium.FPDFPageObj_CountMarks(handle), 8)
  for (let index = 0; index < count; index++) {
    const mark = pdfium.FPDFPageObj_GetMark(handle, index)
    if (pdfium.FPDFPageObjMark_GetName(mark, memory.at, 32, memory.at + 32)) {
      if (memory.bytes(4).toString('utf16le') === 'OC') return true
    }
  }
  return false
}

const maxClipPaths = 4
const maxClipPoints = 16

function clipOf(
  pdfium: Pdfium,
  { handle, outer }: { handle: number; outer: Matrix },
  memory: Memory,
): Box | null {
  const clip = pdfium.FPDFPageObj_GetClipPath(handle)
  const paths = clip === 0 ? 0 : Math.min(pdfium.FPDFClipPath_CountPaths(clip), maxClipPaths)
  let box: Box | null = null
  for (let path = 0; path < paths; path++) {
    const points = pdfium.FPDFClipPath_CountPathSegments(clip, path)
    // A shape of many points is taken for one that shows all.
    if (points < 3 || points > maxClipPoints) continue
    const found = boxOfPoints(pdfium, { clip, path, points }, memory)
    if (found) box = box ? overlapOf(box, found) : found
  }
  return box && moved(box, outer)
}

function boxOfPoints(
  pdfium: Pdfium,
  { clip, path, points }: { clip: number; path: number; points: number },
  memory: Memory,
): Box | null {
  const box = { left: Infinity, bottom: Infinity, right: -Infinity, top: -Infinity }
  for (let point = 0; point < points; point++) {
    const segment = pdfium.FPDFClipPath_GetPathSegment(clip, path, point)
    if (!pdfium.FPDFPathSegment_GetPoint(segment, memory.at, memory.at + 4)) return null
    const [x, y] = [memory.float(0), memory.float(1)]
    box.left = Math.min(box.left, x)
    box.right = Math.max(box.right, x)
    box.bottom = Math.min(box.bottom, y)
    box.top = Math.max(box.top, y)
  }
  return box
}

/** Where two boxes overlap; less than nothing wide or high where they do not. */
export function overlapOf(a: Box, b: Box): Box {
  return {
    left: Math.max(a.left, b.left),
    right: Math.min(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
    top: Math.min(a.top, b.top),
  }
}

function fillOf(pdfium: Pdfium, handle: number, kind: PageObject['kind']): Fill | null {
  if (kind !== 'text' && kind !== 'path') return null
  using memory = scratch(pdfium, 16)
  const { at } = memory
  const isPainted =
    kind === 'text' || (pdfium.FPDFPath_GetDrawMode(handle, at, at + 4) && pdfium.pdfium.HEAPU8[at] !== 0)
  if (!isPainted) return null
  if (!pdfium.FPDFPageObj_GetFillColor(handle, at, at + 4, at + 8, at + 12)) return null
  const [red = 0, green = 0, blue = 0, alpha = 0] = [0, 4, 8, 12].map(
    (offset) => pdfium.pdfium.HEAPU8[at + offset] ?? 0,
  )
  return { red, green, blue, alpha }
}

function multiply([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix {
  return [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

function moved(box: Box, matrix: Matrix): Box {
  if (matrix === identity) return box
  const [a, b, c, d, e, f] = matrix
  const { left, right, bottom, top } = box
  // Each corner's x is a sum of one part from the left or right edge and one from the bottom or top; so is its y.
  return {
    left: Math.min(a * left, a * right) + Math.min(c * bottom, c * top) + e,
    right: Math.max(a * left, a * right) + Math.max(c * bottom, c * top) + e,
    bottom: Math.min(b * left, b * right) + Math.min(d * bottom, d * top) + f,
    top: Math.max(b * left, b * right) + Math.max(d * bottom, d * top) + f,
  }
}
