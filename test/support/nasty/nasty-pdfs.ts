import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { makePdf, pdfLines, pdfOf, pdfStream, pdfWithPages } from '../make-pdf.ts'
import { bomb, clause, damaged, encrypted, fails, reads, type NastyCase } from './nasty-case.ts'

const hostile = (name: string) => () =>
  readFileSync(join(import.meta.dirname, '../../fixtures/hostile', name))
const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'
const page = (contents: number) =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${contents} 0 R >>`
const catalog = '<< /Type /Catalog /Pages 2 0 R >>'
const onePage = '<< /Type /Pages /Count 1 /Kids [4 0 R] >>'

/** Zeros that are deflated so many times over. */
function flateBomb(bytes: number, times: number): Buffer {
  let packed = Buffer.alloc(bytes)
  for (let time = 0; time < times; time++) packed = deflateSync(packed, { level: 9 })
  return packed
}

const flate = (times: number) => `/Filter [${'/FlateDecode '.repeat(times)}]`

/** A page tree of so many levels, each of which names the next one twice. */
function doublingTree(levels: number): Buffer {
  const nodes = Array.from(
    { length: levels },
    (_, level) =>
      `<< /Type /Pages /Count ${2 ** (levels - level)} /Kids [${4 + level} 0 R ${4 + level} 0 R] >>`,
  )
  return pdfOf([
    catalog,
    nodes[0] ?? '',
    font,
    ...nodes.slice(1),
    page(levels + 4),
    pdfStream(pdfLines([clause])),
  ])
}

/** A page tree that is so deep. */
function deepTree(levels: number): Buffer {
  const nodes = Array.from(
    { length: levels },
    (_, level) =>
      `<< /Type /Pages /Count 1 /Kids [${4 + level} 0 R] /Parent ${level < 2 ? 2 : 2 + level} 0 R >>`,
  )
  return pdfOf([
    catalog,
    nodes[0] ?? '',
    font,
    ...nodes.slice(1),
    page(levels + 4),
    pdfStream(pdfLines([clause])),
  ])
}

/** An outline whose items name each other, and itself. */
function cyclicOutline(): Buffer {
  return pdfWithPages([pdfLines([clause])], {
    catalog: '/Outlines 4 0 R',
    objects: [
      '<< /Type /Outlines /First 5 0 R /Last 5 0 R /Count 99 >>',
      '<< /Title (Clause 1) /Parent 4 0 R /First 4 0 R /Last 5 0 R /Next 5 0 R /Prev 5 0 R >>',
    ],
  })
}

/** Drawings within drawings; the last one draws the first. */
function cyclicForms(): Buffer {
  const form = (next: number) =>
    pdfStream(
      `/X1 Do ${pdfLines([clause])}`,
      `/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> /XObject << /X1 ${next} 0 R >> >>`,
    )
  return pdfWithPages([`/X1 Do`], {
    resources: '/XObject << /X1 4 0 R >>',
    objects: [form(5), form(4)],
  })
}

/** Each drawing draws the next one twice: 2³⁰ times in all. */
function doublingForms(): Buffer {
  const levels = 30
  const form = (content: string, next: number) =>
    pdfStream(
      content,
      `/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> /XObject << /X1 ${next} 0 R >> >>`,
    )
  return pdfWithPages(['/X1 Do'], {
    resources: '/XObject << /X1 4 0 R >>',
    objects: [
      ...Array.from({ length: levels }, (_, index) => form('/X1 Do /X1 Do', 5 + index)),
      form(pdfLines([clause]), 4),
    ],
  })
}

export const nastyPdfs: NastyCase[] = [
  {
    name: 'a PDF behind a password',
    fileName: 'a.pdf',
    bytes: hostile('encrypted-userpw.pdf'),
    ends: encrypted,
  },
  { name: 'a truncated PDF', fileName: 'a.pdf', bytes: hostile('truncated.pdf'), ends: damaged },
  {
    name: 'the first bytes of a PDF',
    fileName: 'a.pdf',
    bytes: () => makePdf([clause]).subarray(0, 12),
    ends: damaged,
  },
  {
    name: 'a PDF whose table of objects lies elsewhere',
    fileName: 'a.pdf',
    bytes: () =>
      Buffer.from(
        makePdf([clause])
          .toString('latin1')
          .replace(/startxref\n\d+/, 'startxref\n999999'),
        'latin1',
      ),
    ends: reads(clause),
  },
  {
    name: 'a PDF of random bytes',
    fileName: 'a.pdf',
    bytes: () => Buffer.concat([Buffer.from('%PDF-1.7\n'), noise(20_000)]),
    ends: damaged,
  },
  {
    name: 'a page that unfolds to a gigabyte',
    fileName: 'a.pdf',
    bytes: hostile('flatebomb-double-1GB.pdf'),
    ends: bomb,
  },
  {
    name: 'a page that unfolds three times over',
    fileName: 'a.pdf',
    bytes: () =>
      pdfOf([catalog, onePage, font, page(5), pdfStream(flateBomb(64 * 1024 * 1024, 3), flate(3))]),
    ends: fails('document_no_text', 'I found no text'),
  },
  {
    name: 'a table of objects that unfolds to much',
    fileName: 'a.pdf',
    bytes: () =>
      Buffer.concat([
        makePdf([clause]),
        Buffer.from('9 0 obj\n'),
        pdfStream(flateBomb(200 * 1024 * 1024, 1), `/Type /XRef /Size 10 /W [1 2 1] /Root 1 0 R ${flate(1)}`),
        Buffer.from('\nendobj\nstartxref\n9999\n%%EOF\n'),
      ]),
    ends: reads(clause),
  },
  {
    name: 'a page tree that doubles sixteen million times',
    fileName: 'a.pdf',
    bytes: hostile('pagetree-doubling-16M.pdf'),
    ends: damaged,
  },
  {
    name: 'a page tree that doubles twelve times',
    fileName: 'a.pdf',
    bytes: () => doublingTree(12),
    ends: fails('document_too_large', 'more than 2000 pages'),
  },
  {
    name: 'a page tree that comes back to itself',
    fileName: 'a.pdf',
    bytes: hostile('cyclic-pagetree.pdf'),
    ends: reads(
      'This Agreement is made',
      [2, 3, 4, 5].map((number) => ['left-out', `Page ${number}`]),
    ),
  },
  {
    name: 'a page tree a thousand levels deep',
    fileName: 'a.pdf',
    bytes: () => deepTree(1000),
    ends: reads(clause),
  },
  {
    name: 'a page tree that says two billion pages',
    fileName: 'a.pdf',
    bytes: () =>
      pdfOf([
        catalog,
        '<< /Type /Pages /Count 2000000000 /Kids [4 0 R] >>',
        font,
        page(5),
        pdfStream(pdfLines([clause])),
      ]),
    ends: reads(clause),
  },
  {
    name: 'a page tree that says minus one page',
    fileName: 'a.pdf',
    bytes: () =>
      pdfOf([
        catalog,
        '<< /Type /Pages /Count -1 /Kids [4 0 R] >>',
        font,
        page(5),
        pdfStream(pdfLines([clause])),
      ]),
    ends: reads(clause),
  },
  {
    name: 'ten thousand pages',
    fileName: 'a.pdf',
    bytes: () => makePdf(Array.from({ length: 10_000 }, (_, index) => `Page ${index}`)),
    ends: fails('document_too_large', 'more than 2000 pages'),
  },
  { name: 'an outline that names itself', fileName: 'a.pdf', bytes: cyclicOutline, ends: reads(clause) },
  { name: 'drawings that draw each other', fileName: 'a.pdf', bytes: cyclicForms, ends: reads(clause) },
  {
    name: 'drawings that double a billion times',
    fileName: 'a.pdf',
    bytes: doublingForms,
    ends: fails('document_unreadable', ''),
  },
  {
    name: 'a page that contains itself as its content',
    fileName: 'a.pdf',
    bytes: () => pdfOf([catalog, onePage, font, page(4), pdfStream(pdfLines([clause]))]),
    ends: fails('document_no_text', 'I found no text'),
  },
  {
    name: 'a hundred thousand brackets in a page',
    fileName: 'a.pdf',
    bytes: () => pdfWithPages([`${'['.repeat(100_000)} ${pdfLines([clause])}`]),
    ends: fails('document_no_text', 'I found no text'),
  },
  {
    name: 'a dictionary a hundred thousand levels deep',
    fileName: 'a.pdf',
    bytes: () =>
      pdfWithPages([pdfLines([clause])], {
        catalog: `/Deep ${'<< /A '.repeat(100_000)} 1 ${'>>'.repeat(100_000)}`,
      }),
    ends: reads(clause),
  },
  {
    name: 'states of drawing that are saved a million times and never restored',
    fileName: 'a.pdf',
    bytes: () => pdfWithPages([`${'q '.repeat(1_000_000)} ${pdfLines([clause])}`]),
    ends: reads(clause),
  },
  {
    name: 'a page as large as a county',
    fileName: 'a.pdf',
    bytes: () =>
      pdfWithPages([`1 1 1 rg ${pdfLines([clause])}`, `0 g ${pdfLines(['Clause two.'])}`], {
        page: '/MediaBox [0 0 99999999 99999999]',
      }),
    ends: reads('Clause two.', [['hidden', 'white on white']], clause),
  },
  {
    name: 'a picture that says it has four billion pixels',
    fileName: 'a.pdf',
    bytes: () =>
      pdfWithPages([`q 612 0 0 792 0 0 cm /I1 Do Q ${pdfLines([clause])}`], {
        resources: '/XObject << /I1 4 0 R >>',
        objects: [
          pdfStream(
            deflateSync(Buffer.alloc(1000)),
            '/Type /XObject /Subtype /Image /Width 65535 /Height 65535 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode',
          ),
        ],
      }),
    ends: reads(clause),
  },
  {
    name: 'a JBIG2 picture of noise',
    fileName: 'a.pdf',
    bytes: () =>
      pdfWithPages([`q 612 0 0 792 0 0 cm /I1 Do Q ${pdfLines([clause])}`], {
        resources: '/XObject << /I1 4 0 R >>',
        objects: [
          pdfStream(
            noise(5000),
            '/Type /XObject /Subtype /Image /Width 2000 /Height 2000 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode',
          ),
        ],
      }),
    ends: reads(clause),
  },
  {
    name: 'a font of noise',
    fileName: 'a.pdf',
    bytes: () =>
      pdfWithPages([`BT /F2 12 Tf 72 720 Td (${clause}) Tj ET`], {
        resources: '/Font << /F2 4 0 R >>',
        objects: [
          '<< /Type /Font /Subtype /TrueType /BaseFont /Noise /FirstChar 0 /LastChar 255 /Widths 6 0 R /FontDescriptor 5 0 R /Encoding /WinAnsiEncoding >>',
          '<< /Type /FontDescriptor /FontName /Noise /Flags 32 /FontBBox [0 0 0 0] /FontFile2 7 0 R >>',
          `[${'500 '.repeat(256)}]`,
          pdfStream(noise(4000), '/Length1 4000'),
        ],
      }),
    ends: reads(clause),
  },
  {
    name: 'scripts in a PDF',
    fileName: 'a.pdf',
    bytes: () =>
      pdfWithPages([pdfLines([clause])], {
        catalog: '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>',
      }),
    ends: reads(clause, [['active', 'scripts']]),
  },
  {
    name: 'a PDF that starts a program',
    fileName: 'a.pdf',
    bytes: () => pdfWithPages([pdfLines([clause])], { catalog: '/OpenAction << /S /Launch /F (cmd.exe) >>' }),
    ends: reads(clause, [['active', 'starts a program']]),
  },
  {
    name: 'files attached to a PDF',
    fileName: 'a.pdf',
    bytes: () =>
      pdfWithPages([pdfLines([clause])], {
        catalog: '/Names << /EmbeddedFiles << /Names [(side letter.txt) 4 0 R] >> >>',
        objects: [
          '<< /Type /Filespec /F (side letter.txt) /UF (side letter.txt) /EF << /F 5 0 R >> >>',
          pdfStream('The fee is doubled.', '/Type /EmbeddedFile'),
        ],
      }),
    ends: reads(clause, [['left-out', 'side letter.txt']]),
  },
  {
    name: 'a PDF with half a megabyte of other things before it',
    fileName: 'a.pdf',
    bytes: () => Buffer.concat([Buffer.from('MZ\x90\0'), noise(500), makePdf([clause])]),
    ends: reads(clause),
  },
  {
    name: 'a PDF that is a web page too',
    fileName: 'a.pdf',
    bytes: () => Buffer.concat([Buffer.from('<html><script>alert(1)</script><!--\n'), makePdf([clause])]),
    ends: fails('document_type_unsupported', 'it is a web page'),
  },
  {
    name: 'a PDF that is a ZIP too',
    fileName: 'a.pdf',
    bytes: () => Buffer.concat([makePdf([clause]), Buffer.from('PK\x03\x04'), noise(100)]),
    ends: reads(clause),
  },
  {
    name: 'half of a picture of text as a page, by a damaged page object',
    fileName: 'a.pdf',
    bytes: () =>
      Buffer.from(
        makePdf([clause, 'The second page.'])
          .toString('latin1')
          .replace('4 0 obj\n<< /Type /Page ', '4 0 obj\n<< /Type /Nope '),
        'latin1',
      ),
    ends: reads('The second page.'),
  },
]

/** The same bytes every time. */
export function noise(count: number): Buffer {
  const bytes = Buffer.alloc(count)
  let state = 42
  for (let index = 0; index < count; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[index] = state >>> 24
  }
  return bytes
}
