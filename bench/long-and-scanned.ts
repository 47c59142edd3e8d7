import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createCiter } from '../src/documents/cite.ts'
import type { Document } from '../src/documents/document.ts'
import { recognisePictures } from '../src/documents/ocr/recognise.ts'
import { defaultReadLimits, readDocument } from '../src/documents/read-document.ts'
import { sectionOf } from '../src/documents/section-of.ts'
import { splitDocument } from '../src/documents/split-document.ts'
import { parseAnswer } from '../src/llm/read-answer.ts'
import type { Question } from '../src/llm/model.ts'
import { createOfflineModel } from '../src/llm/offline/offline-model.ts'
import { askedQuestions } from '../src/prompts/asked-questions.ts'
import { loadLibrary } from '../src/prompts/library.ts'

/**
 * How well long documents are cut, what the offline model finds in sections of what it finds in the whole, and how much of
 * pages that are pictures OCR reads: `node bench/long-and-scanned.ts FOLDER`. The last line is one JSON object.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { characters: { type: 'string', default: '20000' }, pages: { type: 'string', default: '2' } },
})
const folder = resolve(positionals[0] ?? 'test/fixtures')
const maxCharacters = Number(values.characters)
const questions = await questionsOf('analyze-contract')
const model = createOfflineModel()
const signal = new AbortController().signal

const sums = {
  documents: 0,
  cuts: 0,
  at_clause: 0,
  at_paragraph: 0,
  whole: 0,
  again: 0,
  split: 0,
  missing: 0,
}
const read = { pages: 0, words: 0, right: 0, letters: 0, wrongLetters: 0, seconds: 0 }
for (const name of (await readdir(folder)).filter((each) => each.endsWith('.pdf')).sort()) {
  const bytes = await readFile(join(folder, name))
  const document = await readDocument(bytes, { fileName: name })
  await measureSections(document)
  await measureOcr(bytes, document)
  console.error(name)
}
console.log(
  JSON.stringify({
    ...sums,
    ocr_pages: read.pages,
    ocr_words_right: share(read.right, read.words),
    ocr_characters_right: 1 - share(read.wrongLetters, read.letters),
    ocr_seconds_a_page: Number((read.seconds / Math.max(1, read.pages)).toFixed(2)),
  }),
)
process.exit()

async function measureSections(document: Document): Promise<void> {
  const { text } = document
  const sections = splitDocument(document, { maxCharacters })
  if (sections.length === 1) return
  sums.documents++
  const lines = new Set(document.headings.map(({ start }) => text.lastIndexOf('\n', start - 1) + 1))
  for (const { end } of sections.slice(0, -1)) {
    sums.cuts++
    if (lines.has(end)) sums.at_clause++
    else if (/\n\s*\n\s*$/.test(text.slice(0, end))) sums.at_paragraph++
  }
  const citer = createCiter(document)
  const placesIn = async (part: Document) => {
    const answer = await ask(part)
    const places = answer.findings.map(({ title, quote, page }) => {
      const { start, end } = citer.cite(quote ?? '', page)
      return `${title} ${start} ${end}`
    })
    return { places, missing: answer.not_found }
  }
  const whole = await placesIn(document)
  const parts: Awaited<ReturnType<typeof placesIn>>[] = []
  for (const section of sections) parts.push(await placesIn(sectionOf(document, section)))
  const found = new Set(parts.flatMap(({ places }) => places))
  sums.whole += whole.places.length
  sums.again += whole.places.filter((place) => found.has(place)).length
  sums.split += found.size
  const missing = questions.filter(({ title }) => parts.every((part) => part.missing.includes(title)))
  sums.missing += whole.missing.filter((title) => !missing.some((each) => each.title === title)).length
}

async function ask(content: Document) {
  const request = {
    system: '',
    document: { title: '', content, file: null, pictures: [] },
    prompt: questions.map(({ title }) => title).join('\n'),
    questions,
    answers: null,
    repair: null,
    sharesPrefix: false,
    maxOutputTokens: 8000,
    effort: null,
  }
  return parseAnswer((await model.generate(request, { signal })).text)
}

// The pages are drawn and recognised as scans are; their own text is what is right.
async function measureOcr(bytes: Uint8Array, document: Document): Promise<void> {
  const chosen = document.pages.filter(({ start, end }) => end - start > 500).slice(0, Number(values.pages))
  const numbers = new Set(chosen.map(({ number }) => number))
  const pages = document.pages.map((page) => (numbers.has(page.number) ? { ...page, end: page.start } : page))
  const startedAt = performance.now()
  const scanned = await recognisePictures(bytes, {
    document: { ...document, pages },
    doubtful: [],
    limits: defaultReadLimits,
    signal: null,
  })
  read.seconds += (performance.now() - startedAt) / 1000
  for (const { number, start, end } of chosen) {
    const page = scanned.pages[number - 1]
    const right = wordsOf(document.text.slice(start, end))
    const recognised = wordsOf(scanned.text.slice(page?.start, page?.end))
    read.pages++
    read.words += right.length
    read.right += right.length - distance(right, recognised)
    const [letters, others] = [Array.from(right.join(' ')), Array.from(recognised.join(' '))]
    read.letters += letters.length
    read.wrongLetters += distance(letters, others)
  }
}

function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKC').replace(/[“”]/g, '"').replace(/[‘’]/g, "'").replace(/[–—]/g, '-')
  return plain.split(/\s+/).filter((word) => word !== '')
}

// Levenshtein's.
function distance(a: string[], b: string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, one] of a.entries()) {
    const next = [i + 1]
    for (const [j, other] of b.entries())
      next.push(Math.min((row[j] ?? 0) + Number(one !== other), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    row = next
  }
  return row.at(-1) ?? 0
}

function share(part: number, of: number): number {
  return Number((part / Math.max(1, of)).toFixed(4))
}

async function questionsOf(name: string): Promise<Question[]> {
  const library = await loadLibrary(resolve('prompts'))
  return library.get(name).subtasks.flatMap((subtask) => askedQuestions(subtask, {}))
}
