/** A small PDF with so many pages; a page without text is a blank one, as a scanner's is to whoever reads text. */
export function makePdf(pages: string[]): Buffer {
  return pdfWithPages(pages.map((text) => (text === '' ? '' : `BT /F1 12 Tf 72 720 Td (${text}) Tj ET`)))
}

/** A PDF whose pages have these content streams; `/F1` is Helvetica, and more can be named. */
export function pdfWithPages(
  contents: string[],
  more: { resources?: string; catalog?: string; page?: string; objects?: (string | Buffer)[] } = {},
): Buffer {
  const first = 4 + (more.objects?.length ?? 0)
  const kids = contents.map((_, index) => `${first + index * 2} 0 R`).join(' ')
  return pdfOf([
    `<< /Type /Catalog /Pages 2 0 R ${more.catalog ?? ''} >>`,
    `<< /Type /Pages /Count ${contents.length} /Kids [${kids}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...(more.objects ?? []),
    ...contents.flatMap((content, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] ${more.page ?? ''} /Resources << /Font << /F1 3 0 R >> ${more.resources ?? ''} >> /Contents ${first + 1 + index * 2} 0 R >>`,
      pdfStream(content),
    ]),
  ])
}

/** A stream object; its bytes as they are. */
export function pdfStream(content: string | Buffer, entries = ''): Buffer {
  const bytes = Buffer.from(content as string, 'latin1')
  return Buffer.concat([
    Buffer.from(`<< /Length ${bytes.length} ${entries} >>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ])
}

/** A PDF of these objects, numbered from 1; the first is its catalog. */
export function pdfOf(objects: (string | Buffer)[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')]
  let length = parts[0]?.length ?? 0
  const add = (part: Buffer) => {
    parts.push(part)
    length += part.length
  }
  const offsets = objects.map((object, index) => {
    const offset = length
    add(Buffer.from(`${index + 1} 0 obj\n`))
    add(Buffer.from(object as string, 'latin1'))
    add(Buffer.from('\nendobj\n'))
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const start = length
  add(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer << /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}

/** Words as a literal string of a content stream. */
export function pdfString(words: string): string {
  return `(${words.replace(/[\\()]/g, String.raw`\$&`)})`
}

/** Lines from the top of a page, 12 points high. */
export function pdfLines(lines: string[]): string {
  return `BT /F1 12 Tf 14 TL 72 720 Td ${lines.map((line) => `${pdfString(line)} Tj T*`).join('\n')} ET`
}
