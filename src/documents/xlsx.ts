import ExcelJS from 'exceljs'
import type { Page } from './document.ts'
import type { Extracted, ReadContext } from './extract.ts'
import { hiddenWarning, type HiddenPiece } from './hidden-warning.ts'

/** A workbook's sheets, one page each: a line for every row, cells apart by tabs, results in place of formulas. */
export async function readXlsx(bytes: Uint8Array, { limits }: ReadContext): Promise<Extracted> {
  const workbook = new ExcelJS.Workbook()
  try {
    await workbook.xlsx.load(Uint8Array.from(bytes).buffer)
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
  return pages.length === 0 ? 'empty' : { kind: 'xlsx', text, pages, warnings: hiddenWarning(hidden) }
}

function reasonOf(
  cell: ExcelJS.Cell,
  of: { isShown: boolean; row: ExcelJS.Row; sheet: ExcelJS.Worksheet },
): string | null {
  if (!of.isShown) return `on the hidden sheet “${of.sheet.name}”`
  if (of.row.hidden) return 'in a hidden row'
  if (of.sheet.getColumn(cell.col).hidden) return 'in a hidden column'
  if (cell.numFmt === ';;;') return 'marked as hidden'
  const isWhite = /^FF?F{6}$/i.test(cell.font?.color?.argb ?? '') || cell.font?.color?.theme === 0
  const isFilled =
    cell.fill?.type !== undefined && !(cell.fill.type === 'pattern' && cell.fill.pattern === 'none')
  return isWhite && !isFilled ? 'white on white' : null
}

function cellText({ value, note }: ExcelJS.Cell): string {
  const comment = typeof note === 'string' ? note : (note?.texts ?? []).map(({ text }) => text).join('')
  const said = comment.trim() === '' ? '' : ` [[comment by somebody: ${comment.trim()}]]`
  return `${valueText(value)}${said}`.replace(/\s+/g, ' ').trim()
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
