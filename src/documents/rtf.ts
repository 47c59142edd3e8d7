import type { Extracted, ReadContext } from './extract.ts'
import { ownBegin, ownEnd, withoutOwnMarks } from './change-marks.ts'
import { hiddenWarning, type HiddenPiece } from './hidden-warning.ts'
import { LineWriter } from './line-writer.ts'

/** What holds inside a group, and ends with it. */
interface Group {
  skips: boolean
  hidden: string | null
  isWhite: boolean
  isShaded: boolean
  change: 'inserted' | 'deleted' | null
  /** Characters that stand for a \u in readers without Unicode. */
  fallback: number
  /** Written where the group ends. */
  end: string
}

const skippedGroups = new Set(
  'fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator info pict object themedata datastore latentstyles xmlnstbl fldinst nonshppict atnid atnref atndate atntime atnparent header headerl headerr headerf footer footerl footerr footerf pgdsctbl filetbl revtbl'.split(
    ' ',
  ),
)
const characters: Record<string, string> = {
  tab: '\t',
  line: '\n',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  emdash: '—',
  endash: '–',
  bullet: '•',
  emspace: ' ',
  enspace: ' ',
}
const symbols: Record<string, string> = { '~': '\u00A0', _: '-', '-': '', '\\': '\\', '{': '{', '}': '}' }
const piece = /\\(?:([a-z]{1,32})(-?\d{1,10})? ?|'([\da-fA-F]{2})|([^a-zA-Z]))|([{}])|[\r\n]+|([^\\{}\r\n]+)/g

/**
 * Rich Text Format as text (Microsoft's RTF specification 1.9.1): paragraphs, cells by tabs, tracked changes, comments and
 * footnotes marked, hidden text left out and told. No well-kept library of the registry reads it.
 */
export async function readRtf(bytes: Uint8Array, { limits }: ReadContext): Promise<Extracted> {
  const source = withoutBinary(Buffer.from(bytes).toString('latin1'))
  const page = /\\ansicpg(\d{3,5})/.exec(source.slice(0, 4096))?.[1] ?? '1252'
  const reader = new RtfReader(decoderOf(page), whitesOf(source))
  for (const [all, word, number, hex, symbol, brace, text] of source.matchAll(piece)) {
    if (brace === '{') reader.begin()
    else if (brace === '}') reader.end()
    else if (word !== undefined) reader.control(word, number === undefined ? null : Number(number))
    else if (hex !== undefined) reader.byte(Number.parseInt(hex, 16))
    else if (symbol === '*') reader.current.skips = true
    else if (symbol !== undefined) reader.write(symbols[symbol] ?? '')
    else if (text !== undefined) reader.write(text)
    else if (all.length > limits.maxCharacters) return 'too-much-text'
    if (reader.length > limits.maxCharacters) return 'too-much-text'
  }
  const found = reader.text()
  const object = {
    kind: 'left-out',
    page: null,
    reason: 'left out: another program’s file within this one',
    excerpt: 'An embedded object',
  } as const
  return {
    kind: 'rtf',
    text: found,
    pages: [{ number: 1, start: 0, end: found.length }],
    warnings: [...hiddenWarning(reader.hidden), ...(/\\objdata\b/.test(source) ? [object] : [])],
  }
}

class RtfReader {
  readonly hidden: HiddenPiece[] = []
  readonly #out = new LineWriter()
  readonly #decoder: InstanceType<typeof TextDecoder>
  #bytes: number[] = []
  #groups: Group[] = []
  #toSkip = 0
  /** Which colours of the table are white. */
  readonly #whites: Set<number>
  current: Group = {
    skips: false,
    hidden: null,
    isWhite: false,
    isShaded: false,
    change: null,
    fallback: 1,
    end: '',
  }

  constructor(decoder: InstanceType<typeof TextDecoder>, whites: Set<number>) {
    this.#decoder = decoder
    this.#whites = whites
  }

  get length(): number {
    return this.#out.length
  }

  begin(): void {
    this.#flush()
    this.#groups.push(this.current)
    this.current = { ...this.current, end: '' }
  }

  end(): void {
    this.#flush()
    if (this.current.end !== '' && !this.#groups.at(-1)?.skips) this.#out.write(this.current.end)
    this.current = this.#groups.pop() ?? this.current
  }

  byte(value: number): void {
    if (this.#toSkip > 0) this.#toSkip--
    // Several bytes can be one character.
    else if (!this.current.skips) this.#bytes.push(value)
  }

  write(words: string): void {
    this.#flush()
    const skipped = Math.min(this.#toSkip, words.length)
    this.#toSkip -= skipped
    this.#put(words.slice(skipped))
  }

  control(word: string, number: number | null): void {
    this.#flush()
    const { current } = this
    if (word === 'u' && number !== null) {
      this.#put(String.fromCharCode(number < 0 ? number + 65_536 : number))
      this.#toSkip = current.fallback
    } else if (word === 'uc') current.fallback = Math.min(Math.max(number ?? 1, 0), 16)
    else if (skippedGroups.has(word)) current.skips = true
    else if (word === 'footnote' || word === 'annotation')
      this.#open(word === 'footnote' ? 'note' : 'comment by somebody')
    else if (word === 'plain') Object.assign(current, { hidden: null, isWhite: false, isShaded: false })
    else if (word === 'cf') current.isWhite = this.#whites.has(number ?? 0)
    else if (word === 'cb' || word === 'highlight' || word === 'chcbpat')
      current.isShaded = number !== null && number !== 0
    else if (word === 'v') current.hidden = number === 0 ? null : 'marked as hidden'
    else if (word === 'fs') current.hidden = sizeReason(current.hidden, number)
    else if (word === 'deleted') this.#change('deleted', number)
    else if (word === 'revised') this.#change('inserted', number)
    else if (current.skips) return
    else if (word === 'par' || word === 'sect' || word === 'page' || word === 'row')
      this.#out.endParagraph('\n\n')
    else if (word === 'cell' || word === 'nestcell') this.#out.endCell()
    else this.#put(characters[word] ?? '')
  }

  text(): string {
    this.#flush()
    return this.#out.text()
  }

  #open(word: string): void {
    this.current.skips = this.#groups.at(-1)?.skips ?? false
    if (this.current.skips) return
    this.#out.write(`${ownBegin}${word}: `)
    this.current.end = ownEnd
  }

  #change(change: 'inserted' | 'deleted', number: number | null): void {
    this.current.change = number === 0 ? null : change
  }

  #put(source: string): void {
    const words = withoutOwnMarks(source)
    const { skips, isWhite, isShaded, change } = this.current
    if (words === '' || skips) return
    const hidden = this.current.hidden ?? (isWhite && !isShaded ? 'white on white' : null)
    if (hidden !== null) this.hidden.push({ page: null, reason: hidden, text: words })
    else if (change !== null && words.trim() !== '')
      this.#out.write(`${ownBegin}${change}: ${words.trim()}${ownEnd} `)
    else this.#out.write(words)
  }

  #flush(): void {
    if (this.#bytes.length === 0) return
    const words = this.#decoder.decode(Uint8Array.from(this.#bytes))
    this.#bytes = []
    this.#put(words)
  }
}

function whitesOf(source: string): Set<number> {
  const table = /\{\\colortbl([^{}]{0,20000})\}/.exec(source.slice(0, 1_000_000))?.[1] ?? ''
  const colours = table.split(';').map((each) => [...each.matchAll(/\\(?:red|green|blue)(\d{1,3})/g)])
  return new Set(
    colours.flatMap((parts, index) =>
      parts.length === 3 && parts.every(([, shade]) => Number(shade) >= 253) ? [index] : [],
    ),
  )
}

// Half points.
function sizeReason(hidden: string | null, size: number | null): string | null {
  if (size !== null && size <= 3) return 'too small to read'
  return hidden === 'too small to read' ? null : hidden
}

// So many bytes are no text, whatever they look like.
function withoutBinary(source: string): string {
  const pieces: string[] = []
  let from = 0
  for (const { index, 0: mark, 1: count } of source.matchAll(/\\bin(\d{1,10}) ?/g)) {
    if (index < from) continue
    pieces.push(source.slice(from, index))
    from = index + mark.length + Number(count)
  }
  return pieces.length === 0 ? source : pieces.join('') + source.slice(from)
}

function decoderOf(page: string): InstanceType<typeof TextDecoder> {
  const names: Record<string, string> = {
    '932': 'shift_jis',
    '936': 'gbk',
    '949': 'euc-kr',
    '950': 'big5',
    '10000': 'macintosh',
    '65001': 'utf-8',
  }
  try {
    return new TextDecoder(names[page] ?? `windows-${page}`)
  } catch {
    return new TextDecoder('windows-1252')
  }
}
