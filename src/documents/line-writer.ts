/** Text written piece by piece, paragraph by paragraph; what was closed never changes again. */
export class LineWriter {
  #closed: string[] = []
  #closedLength = 0
  #open = ''
  // Asked of each piece of what may be one long paragraph: to look at its end, all of it would be put together.
  #endsInSpace = false

  /** UTF-16 code units so far. */
  get length(): number {
    return this.#closedLength + this.#open.length
  }

  write(words: string): void {
    if (words === '' || (this.length === 0 && words.trim() === '')) return
    this.#open += words
    this.#endsInSpace = /\s$/.test(words)
  }

  /** The words with runs of white space as one space, none at a line's beginning. */
  collapsed(words: string): string {
    const text = words.replace(/[ \t\r\n\f]+/g, ' ')
    return this.#open === '' || this.#endsInSpace ? text.trimStart() : text
  }

  /** The open paragraph so far. */
  openParagraph(): string {
    return this.#open
  }

  /** Ends the open paragraph, where there is one, with this between it and the next. */
  endParagraph(between: string): void {
    const text = this.#open.trimEnd()
    this.#open = ''
    if (text.trim() !== '') this.#close(`${text}${between}`)
    else if (this.#closed.at(-1)?.endsWith('\t') && between === '\n\n') this.#replaceEnd(between)
  }

  /** Ends a table's cell: the next one stands after a tab. */
  endCell(): void {
    const text = this.#open.trimEnd()
    this.#open = ''
    if (text === '') this.#replaceEnd('\t')
    else this.#close(`${text}\t`)
  }

  text(): string {
    return `${this.#closed.join('')}${this.#open}`.trimEnd()
  }

  #close(text: string): void {
    this.#closed.push(text)
    this.#closedLength += text.length
  }

  // A cell's last paragraph ended with a line break, a row's last cell with a tab.
  #replaceEnd(between: string): void {
    const last = this.#closed.pop()
    if (last === undefined) return
    this.#closedLength -= last.length
    const text = between === '\t' ? last.replace(/\n+$/, '') : last.trimEnd()
    this.#close(`${text}${between}`)
  }
}
