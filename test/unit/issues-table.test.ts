import { expect, test } from 'vitest'
import ExcelJS from 'exceljs'
import { cell, issuesTable } from '../../src/exports/issues-table.ts'
import { wordReport } from '../../src/exports/word-report.ts'
import { readDocument } from '../../src/documents/read-document.ts'
import { finding, view } from '../support/task-views.ts'

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =HYPERLINK("http://x")', '|cmd', '\r=2'])(
  'a cell that a table program would run is text: %j',
  (words) => {
    expect(String(cell(words)).startsWith("'")).toBe(true)
  },
)

test('words stay as they are', () => {
  expect(cell('Fees = 5 % - net')).toBe('Fees = 5 % - net')
})

test('formulas of a hostile document stay text in the workbook, control characters leave the report', async () => {
  const hostile = view({
    findings: [finding({ title: '=cmd|calc', explanation: '+A1\u0007', quote: '@quote of the document' })],
  })
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(Uint8Array.from(await issuesTable(hostile)).buffer)
  const row = workbook.getWorksheet('Issues')?.getRow(2)
  expect(row?.getCell(2).value).toBe("'=cmd|calc")
  expect(row?.getCell(3).value).toBe("'+A1\uFFFD")
  expect(row?.getCell(5).value).toBe("'@quote of the document")
  const report = await readDocument(await wordReport(hostile), { fileName: 'a.docx' })
  expect(report.text).toContain('+A1\uFFFD')
})
