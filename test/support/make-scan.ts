import { createCanvas, GlobalFonts } from '@napi-rs/canvas'
import { createRequire } from 'node:module'

const font = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
)
GlobalFonts.registerFromPath(font, 'Scan')

/** Lines of text as a scanner's picture, 200 dots an inch, of a letter page. */
export function drawPage(lines: string[]): { jpeg: Buffer; png: Buffer; width: number; height: number } {
  const [width, height] = [1700, 2200]
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  context.fillStyle = '#fbfaf7'
  context.fillRect(0, 0, width, height)
  context.fillStyle = '#1a1a1a'
  context.font = '34px Scan'
  for (const [index, line] of lines.entries()) context.fillText(line, 170, 220 + index * 56)
  return { jpeg: canvas.toBuffer('image/jpeg', 80), png: canvas.toBuffer('image/png'), width, height }
}

/** A PDF whose page is a picture; `laidOver` is written over it, invisibly, as scanners do. */
export function makeScan(lines: string[], laidOver: string[] = []): Buffer {
  const { jpeg, width, height } = drawPage(lines)
  const words = laidOver
    .map((line, index) => `3 Tr 1 0 0 1 60 ${710 - index * 20} Tm (${line}) Tj`)
    .join('\n')
  const content = `q 612 0 0 792 0 0 cm /I1 Do Q\nBT /F1 11 Tf ${words} ET`
  const parts: (string | Buffer)[] = ['%PDF-1.4\n']
  const offsets: number[] = []
  const length = () => parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0)
  const add = (...pieces: (string | Buffer)[]) => {
    offsets.push(length())
    parts.push(`${offsets.length} 0 obj\n`, ...pieces, '\nendobj\n')
  }
  add('<< /Type /Catalog /Pages 2 0 R >>')
  add('<< /Type /Pages /Count 1 /Kids [3 0 R] >>')
  add(
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /XObject << /I1 5 0 R >> /Font << /F1 6 0 R >> >> >>',
  )
  add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`)
  add(
    `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length ${jpeg.length} >>\nstream\n`,
    jpeg,
    '\nendstream',
  )
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  const start = length()
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  parts.push(
    `xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${table}trailer << /Size ${offsets.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`,
  )
  return Buffer.concat(parts.map((part) => Buffer.from(part as string)))
}
