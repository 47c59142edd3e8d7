import ExcelJS from 'exceljs'
import type { CombinedFinding } from '../tasks/combine-findings.ts'
import {
  agreementOf,
  isFound,
  isRecognised,
  noticesOf,
  pageName,
  pageOf,
  receiptLine,
  severityNames,
} from '../tasks/task-lines.ts'
import type { TaskView } from '../tasks/task-view.ts'

/** Characters that a cell of Excel holds (Microsoft, "Excel specifications and limits"). */
const maxCell = 32_767

const columns: {
  header: string
  width: number
  value: (finding: CombinedFinding, view: TaskView) => string | number
}[] = [
  { header: 'Severity', width: 16, value: ({ severity }) => severityNames[severity] },
  { header: 'Point', width: 32, value: ({ title }) => title },
  { header: 'What it says', width: 60, value: ({ explanation }) => explanation },
  { header: 'What to do', width: 44, value: ({ recommendation }) => recommendation ?? '' },
  { header: 'Quote', width: 60, value: ({ quote }) => quote ?? '' },
  { header: 'Place', width: 16, value: placeOf },
  { header: 'Quote check', width: 16, value: checkOf },
  { header: 'Answers', width: 18, value: (finding, view) => agreementOf(finding, view).replace(/^ · /, '') },
]

/** The findings as a workbook: one row each, a filter in the head, and a second sheet that says what they rest on. */
export async function issuesTable(view: TaskView): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook()
  const sheet = workbook.addWorksheet('Issues', { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = columns.map(({ header, width }) => ({
    header,
    width,
    style: { alignment: { wrapText: true, vertical: 'top' } },
  }))
  sheet.getRow(1).font = { bold: true }
  for (const finding of view.findings) sheet.addRow(columns.map(({ value }) => cell(value(finding, view))))
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: columns.length } }
  const about = workbook.addWorksheet('About')
  about.columns = [{ width: 110, style: { alignment: { wrapText: true } } }]
  const lines = [
    `${view.analysis.title} of ${view.fileName}`,
    ...view.summaries,
    ...noticesOf(view),
    receiptLine(view),
  ]
  for (const line of lines) about.addRow([cell(line)])
  return Buffer.from(await workbook.xlsx.writeBuffer())
}

function placeOf(finding: CombinedFinding, view: TaskView): string {
  const page = pageOf(finding, view)
  return page === null ? '' : pageName(page, view)
}

function checkOf(finding: CombinedFinding, view: TaskView): string {
  if (finding.quote === null) return 'no quote'
  if (!isFound(finding)) return 'NOT FOUND'
  return `${finding.mark ?? ''}${isRecognised(finding, view) ? ', read by OCR' : ''}`
}

/** What a table program would run as a formula becomes text that it shows (OWASP, "CSV injection"). */
export function cell(value: string | number): string | number {
  if (typeof value === 'number') return value
  const text = value
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{C}\n\t]/gu, '\uFFFD')
    .slice(0, maxCell - 1)
  return /^\s*[=+\-@\t|]/.test(text) ? `'${text}` : text
}
