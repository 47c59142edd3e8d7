/** A PDF of one page with words at a place, in points from below. */
export function makePage(of: {
  at: [number, number]
  text: string
  /** Two lines further down. */
  below?: string
  rotate?: 0 | 90 | 180 | 270
  crop?: readonly [number, number, number, number]
}): Buffer {
  const [x, y] = of.at
  const content = `BT /F1 12 Tf 1 0 0 1 ${x} ${y} Tm (${of.text}) Tj 1 0 0 1 ${x} ${y - 40} Tm (${of.below ?? ''}) Tj ET`
  const crop = of.crop ? `/CropBox [${of.crop.join(' ')}]` : ''
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
    `<< /Type /Page /Parent 2 0 R /Rotate ${of.rotate ?? 0} ${crop} /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let pdf = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = pdf.length
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  return Buffer.from(
    `${pdf}xref\n0 6\n0000000000 65535 f \n${table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n${pdf.length}\n%%EOF\n`,
  )
}
