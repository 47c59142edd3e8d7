import mammoth from 'mammoth'
import type { ReadLimits } from './read-document.ts'
import type { Extracted } from './read-worker.ts'

const blockEnds = /<\/(p|h[1-6]|li|tr)>/g
const cellEnds = /<\/t[dh]>/g

/** A Word document's text: one paragraph a line with an empty line between, table cells apart by tabs, notes at the end. */
export async function readDocx(bytes: Uint8Array, limits: ReadLimits): Promise<Extracted> {
  let html: string
  try {
    const options = {
      includeEmbeddedStyleMap: false,
      convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
    }
    html = (await mammoth.convertToHtml({ buffer: Buffer.from(bytes) }, options)).value
  } catch {
    return 'damaged'
  }
  if (html.length > limits.maxCharacters * 3) return 'too-much-text'
  const text = htmlText(html)
  return { text, pages: [{ number: 1, start: 0, end: text.length }] }
}

// mammoth writes a small, regular HTML of its own making: no attributes with ">" and no scripts.
function htmlText(html: string): string {
  return html
    .replace(/<br ?\/?>/g, '\n')
    .replace(/<\/p>(?=<\/t[dh]>)/g, '')
    .replace(cellEnds, '\t')
    .replace(blockEnds, '\n\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\t+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
