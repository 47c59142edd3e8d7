import type { Heading } from './document.ts'
import { isTitle } from './headings.ts'

interface State {
  text: string
  headings: Heading[]
  /** Where the open paragraph began. */
  start: number
  isStyledHeading: boolean
  /** End of the bold run at the paragraph's beginning. */
  boldEnd: number
  boldDepth: number
  cellDepth: number
  notes: number
}

const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&', nbsp: ' ' }
const paragraphTag = /^(?:p|h[1-6]|li)$/
// A clause may carry its title in its first words: "Access and Use. During the …".
const runIn = /^[A-Z][^.:\n]{2,70}[.:](?=\s|$)/

/**
 * mammoth's HTML as text that reads like the document: an empty line between paragraphs, cells apart by tabs, notes
 * numbered at the end. The HTML is mammoth's own: regular, without scripts, without ">" in attributes.
 */
export function htmlToText(html: string): { text: string; headings: Heading[] } {
  const state: State = {
    text: '',
    headings: [],
    start: 0,
    isStyledHeading: false,
    boldEnd: 0,
    boldDepth: 0,
    cellDepth: 0,
    notes: 0,
  }
  for (const [piece] of html.matchAll(/<[^>]*>|[^<]+/g)) {
    if (piece.startsWith('</')) closeTag(state, piece.slice(2, -1))
    else if (piece.startsWith('<')) openTag(state, piece)
    else write(state, decode(piece))
  }
  return { text: state.text.trimEnd(), headings: state.headings }
}

function write(state: State, words: string) {
  // The arrow is mammoth's link from a note back to its place.
  if (words === '↑' || (state.text.length === 0 && words.trim() === '')) return
  const isBoldSoFar = state.boldDepth > 0 && state.boldEnd === state.text.length
  state.text += words
  if (isBoldSoFar || (words.trim() === '' && state.boldEnd === state.text.length - words.length))
    state.boldEnd = state.text.length
}

function openTag(state: State, tag: string) {
  const name = /^<(\w+)/.exec(tag)?.[1] ?? ''
  if (name === 'strong') state.boldDepth++
  else if (name === 'td' || name === 'th') state.cellDepth++
  else if (name === 'br') write(state, '\n')
  else if (paragraphTag.test(name)) {
    const open = state.text.slice(state.start)
    // A note's number opens the paragraph that its text stands in.
    if (/^\[\d+\] $/.test(open)) return
    // A list item's own text can stand before a nested list without being closed.
    if (open.trim() !== '') endParagraph(state)
    beginParagraph(state, /^h\d$/.test(name))
    if (/\bid="(?:foot|end)note-\d+"/.test(tag)) write(state, `[${++state.notes}] `)
  }
}

function closeTag(state: State, name: string) {
  if (name === 'strong') state.boldDepth = Math.max(0, state.boldDepth - 1)
  else if (name === 'td' || name === 'th') {
    state.cellDepth = Math.max(0, state.cellDepth - 1)
    state.text = `${state.text.trimEnd()}\t`
    beginParagraph(state, false)
  } else if (name === 'tr' || paragraphTag.test(name)) endParagraph(state)
}

function beginParagraph(state: State, isStyledHeading: boolean) {
  state.start = state.text.length
  state.boldEnd = state.start
  state.isStyledHeading = isStyledHeading
}

function endParagraph(state: State) {
  if (state.cellDepth === 0) noteHeading(state)
  const text = state.text.trimEnd()
  state.text = text === '' ? '' : `${text}${state.cellDepth > 0 ? '\n' : '\n\n'}`
  state.start = state.text.length
  state.boldEnd = state.start
  state.isStyledHeading = false
}

function noteHeading(state: State) {
  const paragraph = state.text.slice(state.start).trim()
  const bold = state.text.slice(state.start, state.boldEnd).trim()
  const isMarked = state.isStyledHeading || (bold !== '' && bold === paragraph)
  const whole = paragraph.replace(/(?:\[\d+\]|[.:\s])+$/, '')
  const title = isMarked && isTitle(whole) ? whole : titleOf(state.isStyledHeading ? paragraph : bold)
  if (title === null || !isTitle(title)) return
  const start = state.text.indexOf(title, state.start)
  state.headings.push({ title, start, end: start + title.length })
}

function titleOf(words: string): string | null {
  return runIn.exec(words)?.[0].slice(0, -1).trim() ?? null
}

function decode(words: string): string {
  return words.replace(/&(#39|lt|gt|quot|amp|nbsp);/g, (_, name: string) => entities[name] ?? '')
}
