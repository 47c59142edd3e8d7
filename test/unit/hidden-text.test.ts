import { expect, test } from 'vitest'
import { extracted } from '../support/extracted.ts'
import { makeMail } from '../support/make-mail.ts'
import { pdfStream, pdfWithPages } from '../support/make-pdf.ts'
import { cellXml, makeWorkbook } from '../support/make-workbook.ts'
import { makeWord, wordParagraph, wordRun } from '../support/make-word.ts'

const shown = 'The fee is due at the end of each month.'
const secret = 'The fee is doubled without notice.'
const say = (words: string, y = 700) => `1 0 0 1 72 ${y} Tm (${words}) Tj`
const visible = `0 g BT /F1 12 Tf ${say(shown)} ET`

/** A PDF page on which the secret is written after this, or drawn over by that. */
function pdf(before: string, after = '', more: Parameters<typeof pdfWithPages>[1] = {}): Buffer {
  return pdfWithPages([`${visible}\n${before} BT /F1 12 Tf ${say(secret, 600)} ET\n${after}`], more)
}

const layers = {
  catalog: '/OCProperties << /OCGs [4 0 R] /D << /OFF [4 0 R] /Order [4 0 R] >> >>',
  resources: '/Properties << /L1 4 0 R >>',
  objects: ['<< /Type /OCG /Name (Notes) >>'],
}
const picture = (shade: number) =>
  pdfStream(
    Buffer.alloc(3, shade),
    '/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8',
  )
const drawn = { resources: '/XObject << /I1 4 0 R >>', objects: [picture(0)] }
const box = '60 590 400 30 re f'

const word = (properties: string, more: Partial<Parameters<typeof makeWord>[0]> = {}) =>
  makeWord({ body: wordParagraph(shown) + wordParagraph(secret, properties), ...more })
const html = (element: string, head = '') =>
  Buffer.from(`<html><head><style>${head}</style></head><body><p>${shown}</p>${element}</body></html>`)
const rtf = (words: string, table = '') => Buffer.from(`{\\rtf1\\ansi${table} ${shown}\\par ${words}}`)
const fonts =
  '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="3"><font><sz val="11"/></font><font><sz val="11"/><color rgb="FFFFFFFF"/></font><font><sz val="1"/></font></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellXfs count="4"><xf fontId="0"/><xf fontId="1" applyFont="1"/><xf fontId="2" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1" fontId="0"/></cellXfs></styleSheet>'.replace(
    '<fonts',
    '<numFmts count="1"><numFmt numFmtId="164" formatCode=";;;"/></numFmts><fonts',
  )
const sheet = (row: string, more: Parameters<typeof makeWorkbook>[1] = { styles: fonts }) =>
  makeWorkbook([{ name: 'Fees', rows: `<row r="1">${cellXml(shown, 'A1')}</row>${row}` }], more)

const hidden: [string, string, Buffer][] = [
  ['PDF: painted by the mode that paints nothing', 'invisible', pdf('3 Tr')],
  ['PDF: white', 'white on white', pdf('1 g')],
  ['PDF: nearly white', 'white on white', pdf('0.98 g')],
  ['PDF: one point high', 'too small to read', pdf('0.08 0 0 0.08 66 640 cm')],
  ['PDF: outside the page', 'outside the page', pdf('1 0 0 1 900 0 cm')],
  ['PDF: below a box', 'covered by something else', pdf('0 g', `0.5 g ${box}`)],
  ['PDF: below a picture', 'covered by something else', pdf('0 g', 'q 500 0 0 60 60 580 cm /I1 Do Q', drawn)],
  ['PDF: black on a black box', 'in the colour of its background', pdf(`0 g ${box}`)],
  ['PDF: white on white paint', 'in the colour of its background', pdf(`1 g ${box}`)],
  [
    'PDF: black on a black picture',
    'in the colour of its background',
    pdf('q 500 0 0 60 60 580 cm /I1 Do Q 0 g', '', drawn),
  ],
  [
    'PDF: transparent',
    'transparent',
    pdf('/G1 gs', '', { resources: '/ExtGState << /G1 << /ca 0.02 >> >>' }),
  ],
  ['PDF: on a layer that is off', 'on a layer that is not shown', pdf('/OC /L1 BDC', 'EMC', layers)],
  ['PDF: cut off by its clip', 'cut off', pdf('q 0 0 10 10 re W n', 'Q')],
  ['Word: marked as hidden', 'marked as hidden', word('<w:vanish/>')],
  ['Word: white', 'white on white', word('<w:color w:val="FFFFFF"/>')],
  [
    'Word: in the theme’s white',
    'white on white',
    word('<w:color w:val="auto" w:themeColor="background1"/>'),
  ],
  ['Word: one point high', 'too small to read', word('<w:sz w:val="2"/>')],
  [
    'Word: black on black',
    'in the colour of its background',
    word('<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>'),
  ],
  [
    'Word: by a style that is based on a hidden one',
    'marked as hidden',
    word('<w:rStyle w:val="B"/>', {
      styles:
        '<w:style w:type="character" w:styleId="A"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="character" w:styleId="B"><w:basedOn w:val="A"/></w:style>',
    }),
  ],
  ['Web page: not displayed', 'marked as hidden', html(`<p style="display:none">${secret}</p>`)],
  ['Web page: by its attribute', 'marked as hidden', html(`<p hidden>${secret}</p>`)],
  [
    'Web page: by a class',
    'marked as hidden',
    html(`<p class="x">${secret}</p>`, '.x { visibility: hidden }'),
  ],
  ['Web page: by its tag', 'marked as hidden', html(`<aside>${secret}</aside>`, 'aside { display: none }')],
  ['Web page: without size', 'too small to read', html(`<span style="font-size:0">${secret}</span>`)],
  [
    'Web page: in a box of no height',
    'too small to read',
    html(`<div style="height:0;overflow:hidden">${secret}</div>`),
  ],
  [
    'Web page: far to the left',
    'outside the page',
    html(`<div style="position:absolute;left:-9999px">${secret}</div>`),
  ],
  ['Web page: transparent', 'transparent', html(`<p style="color: rgba(0, 0, 0, 0)">${secret}</p>`)],
  ['Web page: white', 'white on white', html(`<p style="color: #FFF">${secret}</p>`)],
  [
    'Web page: black on black',
    'in the colour of its background',
    html(`<p style="color:#000;background-color:#000">${secret}</p>`),
  ],
  [
    'Mail: not displayed',
    'marked as hidden',
    makeMail({ html: `<p>${shown}</p><div style="display:none">${secret}</div>` }),
  ],
  ['RTF: marked as hidden', 'marked as hidden', rtf(`{\\v ${secret}}`)],
  ['RTF: one point high', 'too small to read', rtf(`{\\fs2 ${secret}}`)],
  ['RTF: white', 'white on white', rtf(`{\\cf1 ${secret}}`, '{\\colortbl;\\red255\\green255\\blue255;}')],
  [
    'Workbook: a hidden row',
    'in a hidden row',
    sheet(`<row r="2" hidden="1">${cellXml(secret, 'A2')}</row>`),
  ],
  [
    'Workbook: a hidden column',
    'in a hidden column',
    makeWorkbook([
      {
        name: 'Fees',
        before: '<cols><col min="2" max="2" width="9" hidden="1"/></cols>',
        rows: [[shown, secret]],
      },
    ]),
  ],
  [
    'Workbook: a hidden sheet',
    'on the hidden sheet “Other”',
    makeWorkbook([
      { name: 'Fees', rows: [[shown]] },
      { name: 'Other', rows: [[secret]], state: 'veryHidden' },
    ]),
  ],
  ['Workbook: white', 'white on white', sheet(`<row r="2">${cellXml(secret, 'A2', 's="1"')}</row>`)],
  [
    'Workbook: one point high',
    'too small to read',
    sheet(`<row r="2">${cellXml(secret, 'A2', 's="2"')}</row>`),
  ],
  [
    'Workbook: by its number format',
    'marked as hidden',
    sheet(`<row r="2">${cellXml(secret, 'A2', 's="3"')}</row>`),
  ],
]

test.each(hidden)('%s: is left out and told', async (_name, reason, bytes) => {
  const { text, warnings } = await extracted(bytes)
  expect(text).toContain(shown)
  expect(text).not.toContain('doubled')
  expect(warnings.filter(({ kind }) => kind === 'hidden')).toEqual([
    expect.objectContaining({ reason, excerpt: secret }),
  ])
})

const visibleAllTheSame: [string, Buffer][] = [
  ['PDF: white on a dark box', pdf(`0 g ${box} 1 g`)],
  [
    'PDF: black on a light picture',
    pdf('q 500 0 0 60 60 580 cm /I1 Do Q 0 g', '', { ...drawn, objects: [picture(250)] }),
  ],
  ['PDF: below a frame', pdf('0 g', '0.5 G 60 590 400 30 re S')],
  [
    'PDF: on a layer that is on',
    pdf('/OC /L1 BDC', 'EMC', {
      ...layers,
      catalog: '/OCProperties << /OCGs [4 0 R] /D << /ON [4 0 R] >> >>',
    }),
  ],
  ['PDF: within its clip', pdf('q 0 500 600 200 re W n', 'Q')],
  [
    'Word: white in a dark cell',
    makeWord({
      body: `${wordParagraph(shown)}<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:fill="1F3864"/></w:tcPr><w:p>${wordRun(secret, '<w:color w:val="FFFFFF"/>')}</w:p></w:tc></w:tr></w:tbl>`,
    }),
  ],
  [
    'Web page: hidden on paper only',
    html(`<p class="x">${secret}</p>`, '@media print { .x { display: none } }'),
  ],
  ['Web page: white on black', html(`<p style="color:white;background:#000">${secret}</p>`)],
  [
    'RTF: white on a colour',
    rtf(`{\\cf1\\cb2 ${secret}}`, '{\\colortbl;\\red255\\green255\\blue255;\\red0\\green0\\blue0;}'),
  ],
]

test.each(visibleAllTheSame)('%s: is text like the rest', async (_name, bytes) => {
  const { text, warnings } = await extracted(bytes)
  expect(text).toContain(secret)
  expect(warnings).toEqual([])
})
