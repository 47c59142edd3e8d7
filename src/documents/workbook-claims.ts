import JSZip from 'jszip'

/** What Excel itself allows. */
const maxRow = 1_048_576
const maxColumn = 16_384
/** Cells that joined cells may cover together; each of them is made when they are read. */
const maxJoined = 200_000

export interface WorkbookClaims {
  /** A row or a column lies where no workbook has any. */
  isImpossible: boolean
  joinsTooMuch: boolean
  hasMacros: boolean
}

/** What a workbook's sheets claim, before a library makes what is claimed. */
export async function readClaims(bytes: Uint8Array): Promise<WorkbookClaims> {
  const zip = await JSZip.loadAsync(bytes)
  const claims = { isImpossible: false, joinsTooMuch: false, hasMacros: false }
  claims.hasMacros = zip.file(/vbaProject\.bin$/).length > 0
  for (const file of zip.file(/^\/?xl\/worksheets\/[^/]+\.xml$/)) {
    const xml = await file.async('text')
    claims.isImpossible ||= hasRowBeyond(xml) || hasColumnBeyond(xml)
    claims.joinsTooMuch ||= joinedCells(xml) > maxJoined
  }
  return claims
}

function hasRowBeyond(xml: string): boolean {
  return [...xml.matchAll(/<(?:\w+:)?row\b[^<>]{0,400}?\br\s*=\s*["'](\d+)/g)].some(
    ([, number]) => Number(number) > maxRow,
  )
}

function hasColumnBeyond(xml: string): boolean {
  const columns = [...xml.matchAll(/<(?:\w+:)?col\b[^<>]{0,400}?\bmax\s*=\s*["'](\d+)/g)]
  const cells = xml.matchAll(/<(?:\w+:)?c\b[^<>]{0,400}?\br\s*=\s*["']([A-Z]+)(\d+)/gi)
  return (
    columns.some(([, number]) => Number(number) > maxColumn) ||
    [...cells].some(([, column = '', row]) => columnNumber(column) > maxColumn || Number(row) > maxRow)
  )
}

function joinedCells(xml: string): number {
  let sum = 0
  for (const [, c1 = '', r1, c2 = '', r2] of xml.matchAll(
    /<(?:\w+:)?mergeCell\b[^<>]{0,200}?\bref\s*=\s*["']\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)/gi,
  ))
    sum += (columnNumber(c2) - columnNumber(c1) + 1) * (Number(r2) - Number(r1) + 1)
  return sum
}

// A is 1, Z 26, AA 27.
function columnNumber(name: string): number {
  return Array.from(name.toUpperCase()).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
}
