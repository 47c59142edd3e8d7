import { findPartyNames } from '../documents/facts.ts'
import type { NameLists } from './given-names.ts'
import { doubtfulGiven, lowerWordsOf, otherWords, roleWords } from './not-names.ts'
import type { KnownValue } from './known-values.ts'

const initial = String.raw`\p{Lu}\.(?:\s?\p{Lu}\.){0,2}`
const namePart = String.raw`(?:\p{Lu}[\p{Ll}\p{Lu}]{1,24}(?:['’-]\p{Lu}[\p{L}]{1,24}){0,2}|\p{Lu}['’]\p{Lu}\p{L}{1,24})`
const particle = String.raw`(?:van|von|der|den|de|la|del|da|di|bin|al|ter|zu)`
const gap = String.raw`[ \u00a0]{1,3}`
const suffix = String.raw`(?:,?${gap}(?:Jr|Sr|II|III|IV)\b\.?)?`
/** "Alex C. Sapir", "A.W. Bell", "Ludwig van der Berg". */
const fullName = String.raw`(?:${initial}|${namePart})(?:\s?${gap}(?:${initial}|${namePart}|${particle})){1,4}${suffix}`
// A name may be broken at the end of a line, which signature blocks do not do.
const flowing = fullName.replaceAll(gap, String.raw`(?:${gap}|[ \u00a0]{0,3}\n[ \u00a0]{0,3})`)

const candidate = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${flowing})(?![\p{L}])`, 'gu')
const titled = new RegExp(
  String.raw`(?<!\p{L})(?:Mr|Mrs|Ms|Mx|Dr|Prof|Herr|Frau|Mme|Messrs|Hon|Sir|Dame|Professor|Doctor)\b\.?\s{1,3}((?:${initial}\s?|${namePart}${gap}|${particle}${gap}){0,3}${namePart})`,
  'gu',
)
const labels = String.raw`(?:By|BY|Name|NAME|Print Name|Printed Name|Contacts?|CONTACTS?|Inventors?|Signed|Witness|WITNESS|Applicant|Employee|Consultant|Executive|Signature)\s?[:;]`
const addressed = String.raw`(?:Attn|ATTN|Attention|ATTENTION|Dear|c\/o|C\/O|cc|Cc|CC|Sincerely|Yours truly)\b\.?\s?[:;,]?`
const labelled = new RegExp(
  String.raw`(?:\/s\/|(?<!\p{L})(?:${labels}|${addressed}))[\s_]{0,40}(?:\/s\/[\s_]{0,20})?((?:${fullName})(?:\s?(?:,|&|and|or)\s{1,3}(?:${fullName})){0,3})`,
  'gu',
)
const role = String.raw`(?:Chief|President|Vice|Senior|Managing|Director|Chairman|Secretary|Treasurer|General Counsel|Esq|M\.?D\b|Ph\.?D\b|an individual|individually|CEO|CFO|COO|CTO)`
const withRole = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(${fullName}),?\s{1,3}(?:the|its|as|our|a)?\s?(?=${role})`,
  'gu',
)
const oneName = new RegExp(fullName, 'gu')

/** Full names of people: by who is named how, and by lists of names. Surnames and first names alone follow from them. */
export function findPeople(text: string, lists: NameLists, keep: readonly string[]): KnownValue[] {
  const ordinary = lowerWordsOf(text)
  const kept = new Set(keep.map((each) => each.toLowerCase()))
  const full = new Map<string, string>()
  const add = (found: string, isSure: boolean) => {
    for (const name of isSure ? namedIn(found) : listedIn(found, lists, ordinary))
      if (!kept.has(name.toLowerCase())) full.set(name.toLowerCase(), full.get(name.toLowerCase()) ?? name)
  }
  for (const match of text.matchAll(titled)) addTitled(match[1] ?? '', full, kept)
  for (const pattern of [labelled, withRole])
    for (const match of text.matchAll(pattern))
      for (const [name] of (match[1] ?? '').matchAll(oneName)) add(name, true)
  for (const [name] of text.matchAll(candidate)) add(name, false)
  for (const name of findPartyNames(text)) if (isPerson(name, lists)) full.set(name.toLowerCase(), name)
  for (const name of namesInMail(text)) full.set(name.toLowerCase(), full.get(name.toLowerCase()) ?? name)
  const names = [...full.values()]
  return [...names.map((value) => asKnown(value, names)), ...partsOf(names, { lists, ordinary, kept })]
}

// "Mr. Smith" is the John Smith who signs.
function asKnown(value: string, names: string[]): KnownValue {
  const isAlone = !value.includes(' ')
  const of = isAlone && names.find((name) => name.toLowerCase().endsWith(` ${value.toLowerCase()}`))
  return of ? { kind: 'PERSON', value, of } : { kind: 'PERSON', value }
}

// A contract with somebody, who is named where companies are.
function isPerson(party: string, { given }: NameLists): boolean {
  const words = party.split(' ')
  const isCompany = words.some((word) =>
    /^(?:inc|llc|llp|ltd|corp|corporation|company|co|lp|plc|gmbh|ag)$/.test(bare(word)),
  )
  return words.length > 1 && words.length < 5 && !isCompany && given.has(words[0]?.toLowerCase() ?? '')
}

const localParts = /(?<![\p{L}\p{N}._-])(\p{L}[\p{L}._-]{2,40})@/gu
const twoWords =
  /(?<!\p{L})(\p{Lu}[\p{L}'’-]{1,24})\s{1,3}(?=((?:\p{Lu}\.\s{1,3})?(\p{Lu}[\p{L}'’-]{1,24})))/gu

// Whoever has a mail address of their own in the text: "jane.roe@", "jroe@", "janer@" of Jane Roe.
function namesInMail(text: string): string[] {
  const locals = new Set(
    [...text.matchAll(localParts)].map((match) => (match[1] ?? '').toLowerCase().replace(/[._-]/g, '')),
  )
  if (locals.size === 0) return []
  return [...text.matchAll(twoWords)].flatMap(([, first = '', rest = '', last = '']) => {
    const [given, family] = [first.toLowerCase(), last.toLowerCase()]
    const isTheirs = [`${given}${family}`, `${given[0]}${family}`, `${given}${family[0]}`].some((local) =>
      locals.has(local),
    )
    return isTheirs ? [flat(`${first} ${rest}`)] : []
  })
}

// "Mr. Smith": a name, though it is one word.
function addTitled(found: string, full: Map<string, string>, kept: Set<string>): void {
  const name = flat(found)
  const isTitle = name.split(' ').some((word) => roleWords.has(word.toLowerCase()))
  if (!isTitle && !kept.has(name.toLowerCase()))
    full.set(name.toLowerCase(), full.get(name.toLowerCase()) ?? name)
}

// What is named as a person is one, up to the words of a role, a company or a clause: "Stephen Hunting Each Party may".
function namedIn(found: string): string[] {
  const words = flat(found).split(' ')
  const from = words.findIndex((word) => !isRole(word))
  const rest = from === -1 ? [] : words.slice(from)
  const end = rest.findIndex((word) => isRole(word) || otherWords.has(bare(word)))
  const name = (end === -1 ? rest : rest.slice(0, end)).join(' ')
  return isNamed(name) && name.includes(' ') ? [name] : []
}

// Names by the lists, the longest first: in "Contact Jason Spark Canale Communications" there is one.
function listedIn(found: string, lists: NameLists, ordinary: Set<string>): string[] {
  const words = flat(found).split(' ')
  const names: string[] = []
  let from = 0
  while (from < words.length - 1) {
    const start = from
    const ends = Array.from({ length: words.length - start - 1 }, (_, index) => words.length - index)
    const end = ends.find((to) => {
      const part = words.slice(start, to)
      return !part.some(isRole) && isListed(part.join(' '), lists, ordinary)
    })
    if (end !== undefined) names.push(words.slice(start, end).join(' '))
    from = end ?? start + 1
  }
  return names
}

function isRole(word: string): boolean {
  return roleWords.has(bare(word)) && !/^\p{Lu}\.$/u.test(word)
}

function isNamed(name: string): boolean {
  return !/^U\.\s?[SK]\./.test(name) && !name.split(' ').some((word) => otherWords.has(bare(word)))
}

function isListed(name: string, { given, family }: NameLists, ordinary: Set<string>): boolean {
  const words = name.split(' ').map(bare)
  const [first = ''] = words
  const last = words.findLast((word) => !/^(?:jr|sr|ii|iii|iv)$/.test(word)) ?? ''
  if (!isNamed(name) || words.length < 2 || last.length < 2) return false
  const isWord = ordinary.has(last) || ordinary.has(last.replace(/s$/, ''))
  const isGiven = given.has(first) || given.has(first.split('-')[0] ?? '')
  // "J. Smith": an initial and a family name that is known.
  if (!isGiven) return /^\p{Lu}\./u.test(name) && family.has(last) && !isWord
  if (doubtfulGiven.has(first) || ordinary.has(first)) return family.has(last) && !isWord
  return family.has(last) || !isWord
}

// Of a person who is named in full, the surname or first name alone; not where it is a word of the text too.
function partsOf(
  names: string[],
  { lists, ordinary, kept }: { lists: NameLists; ordinary: Set<string>; kept: Set<string> },
): KnownValue[] {
  const found = new Map<string, KnownValue>()
  const add = (value: string, of: string) => {
    const low = value.toLowerCase()
    const isWord =
      low.length < 3 || ordinary.has(low) || otherWords.has(low) || roleWords.has(low) || kept.has(low)
    if (isWord || names.includes(value)) return
    for (const written of [value, value.toUpperCase()])
      if (!found.has(written)) found.set(written, { kind: 'PERSON', value: written, of, isExact: true })
  }
  for (const name of names) {
    const words = name
      .split(' ')
      .filter((word) => !/^(?:Jr|Sr|II|III|IV)\.?$/.test(word) && !/^\p{Lu}\.?$/u.test(word))
    const last = words.at(-1)?.replace(/,$/, '')
    if (words.length < 2 || last === undefined) continue
    add(asWritten(last), name)
    const first = words[0] ?? ''
    if (lists.given.has(first.toLowerCase()) && !doubtfulGiven.has(first.toLowerCase()))
      add(asWritten(first), name)
  }
  return [...found.values()]
}

// "SMITH" of a signature is "Smith" in the text.
function asWritten(word: string): string {
  return word === word.toUpperCase() ? `${word[0] ?? ''}${word.slice(1).toLowerCase()}` : word
}

function bare(word: string): string {
  return word.toLowerCase().replace(/[.,]+$/, '')
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
