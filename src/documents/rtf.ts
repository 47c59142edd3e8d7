import type { Extracted, ReadContext } from './extract.ts'
import { markBegin, markEnd } from './change-marks.ts'
import { hiddenWarning, type HiddenPiece } from './hidden-warning.ts'
import { LineWriter } from './line-writer.ts'

/** What holds inside a group, and ends with it. */
interface Group {
  skips: boolean
  hidden: string | null
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
  const reader = new RtfReader(decoderOf(page))
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
  return {
    kind: 'rtf',
    text: found,
    pages: [{ number: 1, start: 0, end: found.length }],
    warnings: hiddenWarning(reader.hidden),
  }
}

class RtfReader {
  readonly hidden: HiddenPiece[] = []
  readonly #out = new LineWriter()
  readonly #decoder: InstanceType<typeof TextDecoder>
  #bytes: number[] = []
  #groups: Group[] = []
  #toSkip = 0
  current: Group = { skips: false, hidden: null, change: null, fallback: 1, end: '' }

  constructor(decoder: InstanceType<typeof TextDecoder>) {
    this.#decoder = decoder
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
    else if (word === 'plain') current.hidden = null
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
    this.#out.write(`${markBegin}${word}: `)
    this.current.end = markEnd
  }

  #change(change: 'inserted' | 'deleted', number: number | null): void {
    this.current.change = number === 0 ? null : change
  }

  #put(words: string): void {
    const { skips, hidden, change } = this.current
    if (words === '' || skips) return
    if (hidden !== null) this.hidden.push({ page: null, reason: hidden, text: words })
    else if (change !== null && words.trim() !== '')
      this.#out.write(`${markBegin}${change}: ${words.trim()}${markEnd} `)
    else this.#out.write(words)
  }

  #flush(): void {
    if (this.#bytes.length === 0) return
    const words = this.#decoder.decode(Uint8Array.from(this.#bytes))
    this.#bytes = []
    this.#put(words)
  }
}

// Half points.
function sizeReason(hidden: string | null, size: number | null): string | null {
  if (size !== null && size <= 3) return 'too small to read'
  return hidden === 'too small to read' ? null : hidden
}

// Bytes between the marks would be taken for text.
function withoutBinary(source: string): string {
  return source.replace(/\\bin(\d{1,9}) ?/g, '{\\*\\bin$1}').replace(/\{\\\*\\bin(\d+)\}[^\\{}]*/g, '')
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
