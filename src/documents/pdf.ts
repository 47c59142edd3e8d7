import { getDocumentProxy } from 'unpdf'
import type { ReadLimits } from './read-document.ts'
import type { Extracted } from './extract.ts'

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>
type TextContent = Awaited<ReturnType<Awaited<ReturnType<Pdf['getPage']>>['getTextContent']>>
type TextItem = Extract<TextContent['items'][number], { str: string }>

/** A PDF's text layer, page by page, with its line breaks; a wider gap between lines becomes an empty line. */
export async function readPdf(bytes: Uint8Array, limits: ReadLimits): Promise<Extracted> {
  let pdf: Pdf
  try {
    pdf = await getDocumentProxy(Uint8Array.from(bytes), { stopAtErrors: false, verbosity: 0 })
  } catch (error) {
    return error instanceof Error && error.name === 'PasswordException' ? 'encrypted' : 'damaged'
  }
  if (pdf.numPages > limits.maxPages) return 'too-many-pages'
  let text = ''
  const pages = []
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number)
    const content = await page.getTextContent({ disableNormalization: false })
    page.cleanup()
    if (text !== '') text += '\n\n'
    const start = text.length
    text += pageText(content.items.filter((item): item is TextItem => 'str' in item))
    if (text.length > limits.maxCharacters) return 'too-much-text'
    pages.push({ number, start, end: text.length })
  }
  return { text, pages }
}

function pageText(items: TextItem[]): string {
  const lines: { text: string; y: number; height: number }[] = []
  let open = false
  for (const item of items) {
    const y = Number(item.transform[5])
    const line = lines.at(-1)
    // Some files end lines without saying so: a text further down is a new line all the same.
    const moved =
      line !== undefined && item.str.trim() !== '' && line.y - y > Math.max(item.height, line.height) * 0.8
    if (!line || !open || moved) {
      if (item.str === '' && item.hasEOL) continue
      lines.push({ text: item.str, y, height: item.height })
    } else {
      line.text += item.str
      line.height = Math.max(line.height, item.height)
    }
    open = !item.hasEOL
  }
  return lines
    .map((line, index) => {
      const before = lines[index - 1]
      const text = line.text.replaceAll('\u00AD', '').trimEnd()
      if (!before) return text
      const gap = before.y - line.y
      const isParagraph = gap > Math.max(line.height, before.height, 1) * 1.7 || gap < 0
      return `${isParagraph ? '\n\n' : '\n'}${text}`
    })
    .join('')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
