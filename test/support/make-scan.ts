import { createCanvas, GlobalFonts } from '@napi-rs/canvas'
import { createRequire } from 'node:module'

const font = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
)
GlobalFonts.registerFromPath(font, 'Scan')

/** A page as a scanner gives it. */
export interface ScannedPage {
  lines: string[]
  /** Written over the picture, invisibly, as scanners do. */
  laidOver?: string[]
  /** It lay in the scanner turned by so many quarters, clockwise. */
  turns?: 0 | 1 | 2 | 3
  /** The PDF says that a reader is to turn it by so much, clockwise. */
  rotate?: 0 | 90 | 180 | 270
}

/** A page of text, for a PDF of which not all is scanned. */
export interface TypedPage {
  text: string
}

/** Lines of text as a scanner's picture, 200 dots an inch, of a letter page. */
export function drawPage(
  lines: string[],
  turns: 0 | 1 | 2 | 3 = 0,
): { jpeg: Buffer; png: Buffer; width: number; height: number } {
  const [wide, high] = [1700, 2200]
  const [width, height] = turns % 2 === 0 ? [wide, high] : [high, wide]
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.translate(width / 2, height / 2)
  context.rotate((turns * Math.PI) / 2)
  context.translate(-wide / 2, -high / 2)
  context.fillStyle = '#fbfaf7'
  context.fillRect(0, 0, wide, high)
  context.fillStyle = '#1a1a1a'
  context.font = '34px Scan'
  for (const [index, line] of lines.entries()) context.fillText(line, 170, 220 + index * 56)
  return { jpeg: canvas.toBuffer('image/jpeg', 80), png: canvas.toBuffer('image/png'), width, height }
}

/** A PDF of one page that is a picture; `laidOver` is written over it, invisibly. */
export function makeScan(lines: string[], laidOver: string[] = []): Buffer {
  return makeScans([{ lines, laidOver }])
}

/** A PDF of scanned and typed pages. */
export function makeScans(pages: (ScannedPage | TypedPage)[]): Buffer {
  const parts: (string | Buffer)[] = ['%PDF-1.4\n']
  const offsets: number[] = []
  const length = () => parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0)
  const add = (...pieces: (string | Buffer)[]) => {
    offsets.push(length())
    parts.push(`${offsets.length} 0 obj\n`, ...pieces, '\nendobj\n')
  }
  // Catalogue, pages, font, and three objects for each page.
  const first = (index: number) => 4 + index * 3
  add('<< /Type /Catalog /Pages 2 0 R >>')
  const kids = pages.map((_, index) => `${first(index)} 0 R`).join(' ')
  add(`<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`)
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  for (const [index, page] of pages.entries()) {
    const at = first(index)
    const picture = 'lines' in page ? drawPage(page.lines, page.turns) : drawPage([])
    const [wide, high] = picture.width > picture.height ? [792, 612] : [612, 792]
    const rotate = 'lines' in page ? (page.rotate ?? 0) : 0
    const content = 'lines' in page ? scanned(page, [wide, high]) : typed(page.text)
    add(
      `<< /Type /Page /Parent 2 0 R /Rotate ${rotate} /MediaBox [0 0 ${wide} ${high}] /Contents ${at + 1} 0 R /Resources << /XObject << /I1 ${at + 2} 0 R >> /Font << /F1 3 0 R >> >> >>`,
    )
    add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`)
    add(
      `<< /Type /XObject /Subtype /Image /Width ${picture.width} /Height ${picture.height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length ${picture.jpeg.length} >>\nstream\n`,
      picture.jpeg,
      '\nendstream',
    )
  }
  const start = length()
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  parts.push(
    `xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${offsets.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`,
  )
  return Buffer.concat(parts.map((part) => Buffer.from(part as string)))
}

function scanned({ laidOver = [] }: ScannedPage, [wide, high]: number[]): string {
  const words = laidOver
    .map((line, index) => `3 Tr 1 0 0 1 60 ${710 - index * 20} Tm (${line}) Tj`)
    .join('\n')
  return `q ${wide} 0 0 ${high} 0 0 cm /I1 Do Q\nBT /F1 11 Tf ${words} ET`
}

function typed(text: string): string {
  return `BT /F1 11 Tf 1 0 0 1 60 700 Tm (${text}) Tj ET`
}
