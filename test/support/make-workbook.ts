import { escapeXml } from './make-word.ts'
import { makeZip } from './make-zip.ts'

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

export interface Sheet {
  name: string
  /** Rows of cells; or the raw XML of the sheet's parts. */
  rows: string[][] | string
  state?: 'hidden' | 'veryHidden'
  /** Raw XML before and after the rows. */
  before?: string
  after?: string
}

/** A workbook of raw SpreadsheetML with strings in its cells. */
export function makeWorkbook(
  sheets: Sheet[],
  more: { styles?: string; doctype?: string; hasMacros?: boolean } = {},
): Buffer {
  const types = sheets.map(
    (_, index) =>
      `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`,
  )
  const links = sheets.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  )
  const list = sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" ${state ? `state="${state}"` : ''} r:id="rId${index + 1}"/>`,
  )
  const styles = more.styles
    ? `<Relationship Id="rId900" Type="${relations}/styles" Target="styles.xml"/>`
    : ''
  return makeZip([
    {
      name: '[Content_Types].xml',
      bytes: `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${types.join('')}</Types>`,
    },
    {
      name: '_rels/.rels',
      bytes: `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      bytes: `${declaration}${more.doctype ?? ''}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${list.join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      bytes: `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${links.join('')}${styles}</Relationships>`,
    },
    ...(more.styles ? [{ name: 'xl/styles.xml', bytes: `${declaration}${more.styles}` }] : []),
    ...sheets.map(({ rows, before, after }, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      bytes: `${declaration}<worksheet xmlns="${main}">${before ?? ''}<sheetData>${typeof rows === 'string' ? rows : rows.map(rowXml).join('')}</sheetData>${after ?? ''}</worksheet>`,
    })),
    ...(more.hasMacros ? [{ name: 'xl/vbaProject.bin', bytes: 'macros' }] : []),
  ])
}

function rowXml(cells: string[], index: number): string {
  return `<row r="${index + 1}">${cells.map((words, column) => cellXml(words, `${columnName(column)}${index + 1}`)).join('')}</row>`
}

/** A cell with a string of its own. */
export function cellXml(words: string, at: string, attributes = ''): string {
  return `<c r="${at}" t="inlineStr" ${attributes}><is><t>${escapeXml(words)}</t></is></c>`
}

function columnName(index: number): string {
  return String.fromCharCode(65 + index)
}
