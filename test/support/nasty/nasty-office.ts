import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { cellXml, makeWorkbook } from '../make-workbook.ts'
import { makeWord, wordParagraph, wordRun } from '../make-word.ts'
import { makeZip } from '../make-zip.ts'
import { bomb, clause, damaged, encrypted, fails, reads, unknownType, type NastyCase } from './nasty-case.ts'

const hostile = (name: string) => () =>
  readFileSync(join(import.meta.dirname, '../../fixtures/hostile', name))
const laughs = `<!DOCTYPE x [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, index) => `<!ENTITY ${String.fromCharCode(98 + index)} "${`&${String.fromCharCode(97 + index)};`.repeat(10)}">`).join('')}]>`
const external = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

/** A file of the old Office, or one that is encrypted: an OLE file whose directory names this stream. */
function oleFile(stream: string): Buffer {
  const start = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])
  return Buffer.concat([start, Buffer.alloc(1016), Buffer.from(stream, 'utf16le'), Buffer.alloc(2048)])
}

/** The parts of a Word file around a document that unfolds to so many megabytes. */
function wordBomb(megabytes: number): Buffer {
  const size = megabytes * 1024 * 1024
  return makeZip([
    { name: '[Content_Types].xml', bytes: '<Types/>' },
    {
      name: 'word/document.xml',
      bytes: '',
      deflated: { bytes: deflateRawSync(Buffer.alloc(size, ' '), { level: 9 }), size },
    },
  ])
}

export const nastyOffice: NastyCase[] = [
  {
    name: 'a Word file behind a password',
    fileName: 'a.docx',
    bytes: () => oleFile('EncryptedPackage'),
    ends: encrypted,
  },
  {
    name: 'a workbook behind a password',
    fileName: 'a.xlsx',
    bytes: () => oleFile('EncryptedPackage'),
    ends: encrypted,
  },
  {
    name: 'a document of the old Word',
    fileName: 'a.doc',
    bytes: () => oleFile('WordDocument'),
    ends: unknownType,
  },
  {
    name: 'an Outlook message that is cut off',
    fileName: 'a.msg',
    bytes: () => oleFile('__properties_version1.0'),
    ends: damaged,
  },
  {
    name: 'a truncated Word file',
    fileName: 'a.docx',
    bytes: () => makeWord({ body: wordParagraph(clause) }).subarray(0, 700),
    ends: damaged,
  },
  { name: 'a billion laughs', fileName: 'a.docx', bytes: hostile('docx-billionlaughs.docx'), ends: damaged },
  {
    name: 'a billion laughs of our own',
    fileName: 'a.docx',
    bytes: () => makeWord({ doctype: laughs, body: `<w:p><w:r><w:t>${clause} &j;</w:t></w:r></w:p>` }),
    ends: damaged,
  },
  {
    name: 'an entity that names a file of the machine',
    fileName: 'a.docx',
    bytes: () => makeWord({ doctype: external, body: `<w:p><w:r><w:t>${clause} &x;</w:t></w:r></w:p>` }),
    ends: reads(clause, [], 'root:'),
  },
  {
    name: 'a billion laughs in a workbook',
    fileName: 'a.xlsx',
    bytes: () =>
      makeWorkbook(
        [{ name: 'A', rows: `<row r="1"><c r="A1" t="inlineStr"><is><t>${clause} &j;</t></is></c></row>` }],
        { doctype: laughs },
      ),
    ends: damaged,
  },
  {
    name: 'an entity that names a file of the machine in a workbook',
    fileName: 'a.xlsx',
    bytes: () =>
      makeWorkbook(
        [{ name: 'A', rows: `<row r="1"><c r="A1" t="inlineStr"><is><t>${clause} &x;</t></is></c></row>` }],
        { doctype: external },
      ),
    ends: damaged,
  },
  {
    name: 'elements that lie very deep',
    fileName: 'a.docx',
    bytes: hostile('docx-deepnest.docx'),
    ends: damaged,
  },
  {
    name: 'fifty thousand boxes in boxes',
    fileName: 'a.docx',
    bytes: () =>
      makeWord({
        body: `${'<w:sdt><w:sdtContent>'.repeat(50_000)}${wordParagraph(clause)}${'</w:sdtContent></w:sdt>'.repeat(50_000)}`,
      }),
    ends: damaged,
  },
  {
    name: 'a million angle brackets',
    fileName: 'a.docx',
    bytes: () => makeWord({ body: '<'.repeat(1_000_000) }),
    ends: damaged,
  },
  { name: 'a Word file that unfolds to 600 MB', fileName: 'a.docx', bytes: () => wordBomb(600), ends: bomb },
  {
    name: 'a Word file that says less than it unfolds to',
    fileName: 'a.docx',
    bytes: () =>
      makeZip([
        {
          name: 'word/document.xml',
          bytes: '',
          saidSize: 5,
          deflated: { bytes: deflateRawSync(Buffer.alloc(300 * 1024 * 1024, ' '), { level: 9 }), size: 5 },
        },
      ]),
    ends: damaged,
  },
  {
    name: 'a Word file without a document',
    fileName: 'a.docx',
    bytes: () => makeZip([{ name: '[Content_Types].xml', bytes: '<Types/>' }]),
    ends: unknownType,
  },
  {
    name: 'macros in a Word file',
    fileName: 'a.docm',
    bytes: () => makeWord({ body: wordParagraph(clause), hasMacros: true }),
    ends: reads(clause, [['active', 'macros']]),
  },
  {
    name: 'macros in a workbook',
    fileName: 'a.xlsm',
    bytes: () => makeWorkbook([{ name: 'A', rows: [[clause]] }], { hasMacros: true }),
    ends: reads(clause, [['active', 'macros']]),
  },
  {
    name: 'six million characters',
    fileName: 'a.docx',
    bytes: () => makeWord({ body: wordParagraph('word '.repeat(1_200_000)) }),
    ends: fails('document_too_large', 'unfolds to more text'),
  },
  {
    name: 'a hundred thousand runs in one paragraph',
    isLong: true,
    fileName: 'a.docx',
    bytes: () => makeWord({ body: `<w:p>${wordRun('word ').repeat(100_000)}${wordRun(clause)}</w:p>` }),
    ends: reads(clause),
  },
  {
    name: 'a workbook that says it has seventeen billion cells',
    fileName: 'a.xlsx',
    bytes: () =>
      makeWorkbook([
        {
          name: 'A',
          before: '<dimension ref="A1:XFD1048576"/>',
          rows: `<row r="1">${cellXml(clause, 'A1')}</row><row r="1048576">${cellXml('The end.', 'XFD1048576')}</row>`,
        },
      ]),
    ends: reads('The end.'),
  },
  {
    name: 'a workbook that joins all its cells',
    fileName: 'a.xlsx',
    bytes: () =>
      makeWorkbook([
        {
          name: 'A',
          rows: [[clause]],
          after: '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        },
      ]),
    ends: reads(clause),
  },
  {
    name: 'a workbook that checks what is typed into any cell',
    fileName: 'a.xlsx',
    bytes: () =>
      makeWorkbook([
        {
          name: 'A',
          rows: [[clause]],
          after:
            '<dataValidations count="1"><dataValidation type="list" sqref="A1:XFD1048576"><formula1>"a,b"</formula1></dataValidation></dataValidations>',
        },
      ]),
    ends: reads(clause),
  },
  {
    name: 'a workbook with four billion columns',
    fileName: 'a.xlsx',
    bytes: () =>
      makeWorkbook([
        { name: 'A', before: '<cols><col min="1" max="4294967295" width="9"/></cols>', rows: [[clause]] },
      ]),
    ends: damaged,
  },
  {
    name: 'a workbook with a row after four billion',
    fileName: 'a.xlsx',
    bytes: () =>
      makeWorkbook([{ name: 'A', rows: `<row r="4294967290">${cellXml(clause, 'A4294967290')}</row>` }]),
    ends: damaged,
  },
  {
    name: 'a truncated workbook',
    fileName: 'a.xlsx',
    bytes: () => makeWorkbook([{ name: 'A', rows: [[clause]] }]).subarray(0, 900),
    ends: damaged,
  },
]
