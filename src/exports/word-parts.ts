import { Document, HeadingLevel, Packer, Paragraph, type Table, TextRun } from 'docx'

/** A file for Word with this content. */
export async function wordFile(title: string, children: (Paragraph | Table)[]): Promise<Buffer> {
  const document = new Document({
    creator: 'Paralegal',
    title: printable(title),
    styles: { default: { document: { run: { font: 'Calibri', size: 22 } } } },
    sections: [{ children }],
  })
  return Packer.toBuffer(document)
}

export function headed(title: string, content: Paragraph[]): Paragraph[] {
  if (content.length === 0) return []
  return [
    new Paragraph({ heading: HeadingLevel.HEADING_1, keepNext: true, children: runs(title) }),
    ...content,
  ]
}

export function paragraphs(text: string): Paragraph[] {
  return text
    .split(/\n+/)
    .filter((line) => line.trim() !== '')
    .map((line) => new Paragraph({ spacing: { after: 120 }, children: runs(line) }))
}

export function bullet(text: string): Paragraph {
  return new Paragraph({ bullet: { level: 0 }, children: runs(text) })
}

export interface Look {
  bold?: boolean
  italics?: boolean
  color?: string
  size?: number
}

export function runs(text: string, look: Look = {}): TextRun[] {
  return [new TextRun({ text: printable(text), ...look })]
}

// XML knows no control characters (XML 1.0, 2.2).
function printable(text: string): string {
  return text.replace(/[^\P{C}\n\t]/gu, '\uFFFD').toWellFormed()
}
