// node bench/redaction.ts FOLDER: names found and missed in contracts whose people are listed in redaction-people.json, numbers
// and addresses in invented texts, and how long a 300-page text takes. FOLDER holds the contracts as .txt files.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { allot } from '../src/redact/allot.ts'
import { findNames } from '../src/redact/find-names.ts'
import type { RedactRules } from '../src/redact/find-values.ts'
import { noOwnRules } from '../src/redact/own-rules.ts'
import { openRedaction } from '../src/redact/open-redaction.ts'
import type { Entry } from '../src/redact/placeholder.ts'
import { createSpanFinder, replaceSpans, valuesOf } from '../src/redact/redact-text.ts'
import { redactGroups } from '../src/redact-groups.ts'
import type { Db } from '../src/db/connect.ts'

const folder = process.argv[2] ?? ''
const files = (await readdir(folder)).filter((name) => name.endsWith('.txt'))
const people = JSON.parse(
  await readFile(join(import.meta.dirname, 'redaction-people.json'), 'utf8'),
) as Record<string, string[]>

function redact(text: string, rules: RedactRules): { text: string; entries: Entry[] } {
  const find = createSpanFinder(findNames(text, rules), rules)
  const spans = find(text)
  const entries = allot([], valuesOf(text, spans))
  return { text: replaceSpans(text, spans, entries).text, entries }
}

const flat = (text: string) => text.replace(/\s+/g, ' ').toLowerCase()
const onlyPeople: RedactRules = { groups: ['people'], own: noOwnRules }
let [named, hidden, right, found] = [0, 0, 0, 0]
for (const [beginning, names] of Object.entries(people)) {
  const file = files.find((name) => name.startsWith(beginning))
  if (!file) throw new Error(`no ${beginning} in ${folder}`)
  const redacted = redact(await readFile(join(folder, file), 'utf8'), onlyPeople)
  const missed = names.filter((name) => flat(redacted.text).includes(flat(name)))
  const words = new Set(names.flatMap((name) => flat(name).split(' ')))
  const values = redacted.entries.filter(({ kind }) => kind === 'PERSON').map(({ value }) => value)
  const wrong = values.filter(
    (value) =>
      !flat(value)
        .split(' ')
        .every((word) => words.has(word)),
  )
  named += names.length
  hidden += names.length - missed.length
  found += values.length
  right += values.length - wrong.length
  console.log(
    `${beginning}: ${names.length - missed.length} of ${names.length} people; missed: ${missed.join(', ') || 'none'}; wrong: ${wrong.join(', ') || 'none'}`,
  )
}

const invented: Record<string, string[]> = {
  numbers: [
    'IBAN: GB29 NWBK 6016 1331 9268 19',
    'DE89370400440532013000',
    'card 5555 5555 5555 4444',
    '378282246310005',
    'SSN 219-09-9999',
    'EIN 12-3456789',
    'VAT no. GB 980 7806 84',
    'ATU12345678',
    'passport number C01X00T47',
    'routing number 021000021',
    'account number: 000123456789',
    'sort code 20-00-00',
    "driver's license D1234567",
    'https://build:hunter2@git.example/repo',
    'https://files.example/a?token=9f8e7d6c',
    'Tax ID 98-7654321',
  ],
  contacts: [
    'jane.roe@acme.example',
    'o’brien+legal@firm.example',
    '(212) 555-0187',
    '212.555.0187',
    '+1 212 555 0187',
    '+49 (0)30 901820',
    'Tel.: 030 901820',
    'Fax 0207 946 0958',
    '1 Market Street, San Francisco, CA 94105',
    '350 Fifth Avenue, 21st Floor, New York, NY 10118',
    'P.O. Box 1842, Dover, DE 19901',
    'Hauptstraße 12, 10115 Berlin',
    '10 Downing Street, London SW1A 2AA',
    '5 rue de Rivoli, 75004 Paris',
  ],
}
for (const [group, values] of Object.entries(invented)) {
  const rules: RedactRules = { groups: [group as 'numbers'], own: noOwnRules }
  const left = values.filter((value) => redact(`It says ${value} and more.`, rules).entries.length === 0)
  console.log(
    `${group}: ${values.length - left.length} of ${values.length}; missed: ${left.join(' | ') || 'none'}`,
  )
}

let [numbersAndAddresses, seconds] = [0, 0]
const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))
const long = texts.join('\n\n').slice(0, 900_000)
const all: RedactRules = { groups: [...redactGroups], own: noOwnRules }
const content = { kind: 'text' as const, text: long, pages: [], paged: false, headings: [], warnings: [] }
for (const round of ['with the thread’s start', 'again']) {
  const longest = watchLoop()
  const startedAt = performance.now()
  const cpu = process.cpuUsage()
  const redaction = await openRedaction({} as Db, {
    documentId: null,
    content: { ...content, text: `${long}${round}` },
    texts: [],
    rules: all,
  })
  await redaction.redactDocument({ ...content, text: `${long}${round}` })
  seconds = (performance.now() - startedAt) / 1000
  numbersAndAddresses = longest()
  console.log(
    `900,000 characters, all groups, ${round}: ${seconds.toFixed(2)} s, ${(process.cpuUsage(cpu).user / 1_000_000).toFixed(2)} s of processor time; the event loop waited ${Math.round(numbersAndAddresses)} ms at most`,
  )
}
console.log(
  JSON.stringify({
    people_recall: hidden / named,
    people_precision: right / found,
    seconds_900k: seconds,
    longest_loop_ms: Math.round(numbersAndAddresses),
  }),
)

function watchLoop(): () => number {
  let [last, longest] = [performance.now(), 0]
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 5)
    last = performance.now()
  }, 5)
  return () => {
    clearInterval(timer)
    return longest
  }
}
