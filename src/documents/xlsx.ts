import ExcelJS from 'exceljs'
import { ownBegin, ownEnd, withoutOwnMarks } from './change-marks.ts'
import type { Page } from './document.ts'
import type { Extracted, ReadContext } from './extract.ts'
import { readClaims, type WorkbookClaims } from './workbook-claims.ts'
import { hiddenWarning, type HiddenPiece } from './hidden-warning.ts'
/** Points below which nobody reads. */
const tinySize = 2

// Each names cells by the million at no cost for whoever writes them, and says nothing to be read.
const unread = ['dataValidations', 'conditionalFormatting', 'extLst']

/** A workbook's sheets, one page each: a line for every row, cells apart by tabs, results in place of formulas. */
export async function readXlsx(bytes: Uint8Array, { limits }: ReadContext): Promise<Extracted> {
  const workbook = new ExcelJS.Workbook()
  let claims: WorkbookClaims
  try {
    claims = await readClaims(bytes)
    if (claims.isImpossible) return 'damaged'
    const ignoreNodes = [...unread, ...(claims.joinsTooMuch ? ['mergeCells'] : [])]
    await workbook.xlsx.load(Uint8Array.from(bytes).buffer, { ignoreNodes })
  } catch {
    return 'damaged'
  }
  const hidden: HiddenPiece[] = []
  const pages: Page[] = []
  let text = ''
  for (const sheet of workbook.worksheets) {
    const isShown = sheet.state === 'visible'
    const name = `sheet “${sheet.name}”`
    const number = pages.length + 1
    const lines: string[] = []
    sheet.eachRow((row) => {
      const cells: string[] = []
      row.eachCell((cell) => {
        const words = cellText(cell)
        if (words === '' || (cell.isMerged && cell.master !== cell)) return
        const reason = reasonOf(cell, { isShown, row, sheet })
        if (reason === null) cells.push(words)
        else hidden.push({ page: isShown ? number : null, reason, text: words })
      })
      if (cells.length > 0) lines.push(cells.join('\t'))
    })
    if (!isShown) continue
    if (text !== '') text += '\n\n'
    const start = text.length
    text += lines.join('\n')
    if (text.length > limits.maxCharacters) return 'too-much-text'
    pages.push({ number, start, end: text.length, label: name })
  }
  const macros = {
    kind: 'active',
    page: null,
    reason: 'it holds macros, which I did not run',
    excerpt: '',
  } as const
  const warnings = [...hiddenWarning(hidden), ...(claims.hasMacros ? [macros] : [])]
  return pages.length === 0 ? 'empty' : { kind: 'xlsx', text, pages, warnings }
}

function reasonOf(
  cell: ExcelJS.Cell,
  of: { isShown: boolean; row: ExcelJS.Row; sheet: ExcelJS.Worksheet },
): string | null {
  if (!of.isShown) return `on the hidden sheet “${of.sheet.name}”`
  if (of.row.hidden || of.row.height === 0) return 'in a hidden row'
  const column = of.sheet.getColumn(cell.col)
  if (column.hidden || column.width === 0) return 'in a hidden column'
  if (cell.numFmt === ';;;') return 'marked as hidden'
  if ((cell.font?.size ?? 11) <= tinySize) return 'too small to read'
  const isWhite = /^FF?F{6}$/i.test(cell.font?.color?.argb ?? '') || cell.font?.color?.theme === 0
  const fill = fillOf(cell)
  if (isWhite && fill === null) return 'white on white'
  const letters = cell.font?.color?.argb
  return letters !== undefined && letters === fill ? 'in the colour of its background' : null
}

// ARGB; '' for a fill of another kind.
function fillOf({ fill }: ExcelJS.Cell): string | null {
  if (fill?.type === undefined || (fill.type === 'pattern' && fill.pattern === 'none')) return null
  return fill.type === 'pattern' && fill.pattern === 'solid' ? (fill.fgColor?.argb ?? '') : ''
}

function cellText({ value, note }: ExcelJS.Cell): string {
  const comment = typeof note === 'string' ? note : (note?.texts ?? []).map(({ text }) => text).join('')
  const said =
    comment.trim() === ''
      ? ''
      : ` ${ownBegin}comment by somebody: ${withoutOwnMarks(comment.trim())}${ownEnd}`
  return `${withoutOwnMarks(valueText(value))}${said}`.replace(/\s+/g, ' ').trim()
}

function valueText(value: ExcelJS.CellValue | ExcelJS.CellFormulaValue['result']): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().replace('T00:00:00.000Z', '')
  if (typeof value !== 'object') return String(value)
  if ('richText' in value) return value.richText.map(({ text }) => text).join('')
  if ('hyperlink' in value) return valueText(value.text)
  if ('error' in value) return value.error
  if ('result' in value) return valueText(value.result)
  return ''
}
