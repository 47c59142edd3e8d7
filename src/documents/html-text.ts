import { Parser } from 'htmlparser2'
import type { Heading } from './document.ts'
import { isTitle } from './headings.ts'
import { hiddenBy, hidingRules, type HidingRules } from './html-hidden.ts'
import { LineWriter } from './line-writer.ts'

const paragraphTags = new Set(
  'p h1 h2 h3 h4 h5 h6 li div section article aside header footer main nav blockquote pre dt dd address figcaption tr table ul ol form fieldset title hr'.split(
    ' ',
  ),
)
const skippedTags = new Set('script style noscript template svg math iframe object embed head'.split(' '))
const emptyTags = new Set(
  'area base br col embed hr img input link meta param source track wbr keygen'.split(' '),
)
/** No page needs it, and the parser's time grows with the square of it. */
const maxDepth = 20_000
// A clause may carry its title in its first words: "Access and Use. During the …".
const runIn = /^[A-Z][^.:\n]{2,70}[.:](?=\s|$)/

export interface HtmlText {
  text: string
  headings: Heading[]
  /** What a browser does not show, with the reason. */
  hidden: { reason: string; text: string }[]
}

export interface HtmlOptions {
  /** Line breaks of the source mean nothing, as in web pages; in what mammoth writes every space is the document's. */
  collapsesSpace: boolean
}

/**
 * HTML as text that reads like the page: an empty line between paragraphs, cells apart by tabs, notes numbered at the end.
 * Nothing of it is run or fetched; what a reader would not see is kept apart. Depth costs no stack;
 * beyond any use it throws.
 */
export function htmlToText(html: string, { collapsesSpace }: HtmlOptions): HtmlText {
  const reader = new HtmlReader(collapsesSpace)
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open(name, attributes),
      ontext: (text) => reader.write(text),
      onclosetag: (name) => reader.close(name),
    },
    { decodeEntities: true, lowerCaseTags: true },
  )
  parser.end(html)
  return reader.end()
}

class HtmlReader {
  readonly #out = new LineWriter()
  readonly #collapsesSpace: boolean
  readonly #hidden: HtmlText['hidden'] = []
  readonly #headings: Heading[] = []
  /** Reasons of the open elements that hide what they hold, each with its depth. */
  readonly #hiding: { depth: number; reason: string }[] = []
  #rules: HidingRules = new Map()
  #style: string | null = null
  #skippedDepth = 0
  #depth = 0
  #cellDepth = 0
  #notes = 0
  #isStyledHeading = false
  #boldDepth = 0
  #boldEnd = 0

  constructor(collapsesSpace: boolean) {
    this.#collapsesSpace = collapsesSpace
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'style') this.#style = ''
    if (emptyTags.has(name)) {
      if (name === 'br') this.#out.write('\n')
      if (name === 'hr') this.#endParagraph()
      return
    }
    if (++this.#depth > maxDepth) throw new Error(`elements lie deeper in each other than ${maxDepth}`)
    // A head may end without being closed.
    if (name === 'body') this.#skippedDepth = 0
    if (skippedTags.has(name)) this.#skippedDepth++
    const reason = hiddenBy(name, attributes, this.#rules)
    if (reason !== null) this.#hiding.push({ depth: this.#depth, reason })
    if (name === 'strong' || name === 'b') this.#boldDepth++
    else if (name === 'td' || name === 'th') this.#cellDepth++
    else if (paragraphTags.has(name)) this.#openParagraph(name, attributes)
  }

  write(words: string): void {
    if (this.#style !== null) this.#style += words
    if (this.#skippedDepth > 0) return
    const hiding = this.#hiding.at(-1)
    if (hiding) {
      if (words.trim() !== '') this.#hidden.push({ reason: hiding.reason, text: words.trim() })
      return
    }
    // The arrow is mammoth's link from a note back to its place.
    if (words === '↑') return
    const isBoldSoFar = this.#boldDepth > 0 && this.#boldEnd === this.#out.length
    const isBlankSoFar = words.trim() === '' && this.#boldEnd === this.#out.length
    this.#out.write(this.#collapsesSpace ? this.#out.collapsed(words) : words)
    if (isBoldSoFar || isBlankSoFar) this.#boldEnd = this.#out.length
  }

  close(name: string): void {
    if (emptyTags.has(name)) return
    if (name === 'style' && this.#style !== null) {
      for (const [selector, reason] of hidingRules(this.#style)) this.#rules.set(selector, reason)
      this.#style = null
    }
    if (skippedTags.has(name)) this.#skippedDepth = Math.max(0, this.#skippedDepth - 1)
    if (name === 'strong' || name === 'b') this.#boldDepth = Math.max(0, this.#boldDepth - 1)
    else if (name === 'td' || name === 'th') this.#endCell()
    else if (paragraphTags.has(name)) this.#endParagraph()
    if (this.#hiding.at(-1)?.depth === this.#depth) this.#hiding.pop()
    this.#depth = Math.max(0, this.#depth - 1)
  }

  end(): HtmlText {
    this.#endParagraph()
    return { text: this.#out.text(), headings: this.#headings, hidden: this.#hidden }
  }

  #openParagraph(name: string, attributes: Record<string, string>): void {
    const open = this.#out.openParagraph()
    // A note's number opens the paragraph that its text stands in.
    if (/^\[\d+\] $/.test(open)) return
    // A list item's own text can stand before a nested list without being closed.
    this.#endParagraph()
    this.#isStyledHeading = /^h\d$/.test(name)
    if (/^(?:foot|end)note-\d+$/.test(attributes['id'] ?? '')) this.#out.write(`[${++this.#notes}] `)
  }

  #endCell(): void {
    this.#cellDepth = Math.max(0, this.#cellDepth - 1)
    this.#out.endCell()
    this.#boldEnd = this.#out.length
  }

  #endParagraph(): void {
    if (this.#cellDepth === 0) this.#noteHeading()
    this.#out.endParagraph(this.#cellDepth > 0 ? '\n' : '\n\n')
    this.#boldEnd = this.#out.length
    this.#isStyledHeading = false
  }

  #noteHeading(): void {
    const open = this.#out.openParagraph()
    const paragraph = open.trim()
    const start = this.#out.length - open.length
    const bold = open.slice(0, Math.max(0, this.#boldEnd - start)).trim()
    const isMarked = this.#isStyledHeading || (bold !== '' && bold === paragraph)
    // A longer one is no title, and to look for its end would take long.
    const whole = paragraph.length > 200 ? '' : paragraph.replace(/(?:\[\d+\]|[.:\s])+$/, '')
    const title = isMarked && isTitle(whole) ? whole : titleOf(this.#isStyledHeading ? paragraph : bold)
    if (title === null || !isTitle(title)) return
    const at = start + open.indexOf(title)
    this.#headings.push({ title, start: at, end: at + title.length })
  }
}

function titleOf(words: string): string | null {
  return runIn.exec(words)?.[0].slice(0, -1).trim() ?? null
}
