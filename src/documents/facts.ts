import type { Document } from './document.ts'

/** What a document is, as its first words say; what they do not say is null. */
export interface Facts {
  title: string | null
  /** "Acme, Inc. and Beta LLC" */
  parties: string | null
  /** ISO 8601: 2019-04-01. */
  date: string | null
  /** The kind of document, as its title has it: "Hosting agreement". */
  type: string | null
}

export type FactName = keyof Facts

/** What is known of a document, and whether code read it there or a person said so. */
export type StoredFacts = Partial<Record<FactName, { value: string; by: 'code' | 'person' }>>

/** What stands before the first clause; a table of contents may come first. */
export const openingCharacters = 6000
const kinds =
  'agreement|contract|certificate|amendment|lease|licen[cs]e|policy|terms|deed|memorandum|minutes|order|judgment|statute|act|letter|notice|opinion|report|patent'
const titleLine = new RegExp(`^(?:[^\\n]{0,110}\\b)?(?:${kinds})s?\\b[^\\n]{0,60}$`, 'i')
const titleWords = new RegExp(
  `\\b(?:(?!This\\b|THIS\\b|Page\\b)[A-Z][A-Za-z&,'’/-]*\\s+(?:(?:and|of|for|to|the|&)\\s+)*){1,9}?(?:AGREEMENT|CONTRACT|CERTIFICATE|LEASE|DEED|Agreement|Contract|Certificate|Lease|Deed)\\b`,
)
const notTitle =
  /(?<!\bno)[.;:]\s|\.$|\b(?:shall|is|are|has|this|hereby|whereas)\b|^(?:date|table|by|page)\b|\bno\. *\d+$/i
const months =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const monthFirst = new RegExp(
  `\\b(${months})\\.?\\s+(\\d{1,2})(?:\\s?(?:st|nd|rd|th))?,?\\s+(\\d{4})\\b`,
  'i',
)
const dayFirst = new RegExp(
  `\\b(\\d{1,2})(?:\\s?(?:st|nd|rd|th))?(?:\\s+day)?(?:\\s+of)?\\s+(${months})\\.?,?\\s+(\\d{4})\\b`,
  'i',
)
const iso = /\b(\d{4})-(\d{2})-(\d{2})\b/

/** Reads title, parties, date and kind from a document's opening, by the forms that such documents have. */
export function findFacts({ text }: Pick<Document, 'text'>): Facts {
  const opening = text.slice(0, openingCharacters)
  const title = findTitle(opening)
  return { title, parties: findParties(opening), date: findDate(opening), type: title && kindOf(title) }
}

function findTitle(opening: string): string | null {
  const lines = opening
    .slice(0, 2500)
    .split(/\n|\s{3,}/)
    .map(withoutExhibit)
    .filter((line) => line.length > 3)
  const line = lines
    .slice(0, 25)
    .find((each) => each.length <= 120 && titleLine.test(each) && !notTitle.test(each))
  const found = line ?? titleWords.exec(withoutExhibit(opening.slice(0, 1200).replace(/\s+/g, ' ')))?.[0]
  return found === undefined ? null : tidy(inTitleCase(found))
}

function withoutExhibit(line: string): string {
  return line
    .replace(/^\s*(?:\d+\s+)?(?:exhibit|schedule|annex|appendix)\s+[\dA-Z]+(?:[.-]\d+)*\s*/i, '')
    .replace(/^\s*execution (?:copy|version)\s*/i, '')
    .trim()
}

function inTitleCase(title: string): string {
  if (/[a-z]{2}/.test(title)) return title
  const small = title
    .toLowerCase()
    .replace(/(^|[\s/(-])([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase())
  return small.replace(/(?<=\s)(?:And|Of|For|To|The|In|By|Or|With)(?=\s)/g, (word) => word.toLowerCase())
}

function kindOf(title: string): string | null {
  const kind = new RegExp(`(?:[\\p{L}&,/-]+\\s+){0,6}(?:${kinds})s?\\b`, 'iu').exec(title)?.[0].trim()
  if (kind === undefined) return null
  const lower = kind.toLowerCase()
  return lower[0]?.toUpperCase() + lower.slice(1)
}

function findParties(opening: string): string | null {
  const names = partiesOf(opening)
  return names.length > 1 ? names.join(' and ') : null
}

/** The parties that a document's opening names, each as it is written there. */
export function findPartyNames(text: string): string[] {
  return partiesOf(text.slice(0, openingCharacters))
}

function partiesOf(opening: string): string[] {
  const flat = opening.replace(/\s+/g, ' ')
  const starts = [
    ...flat.matchAll(/\b(?:by and between|by and among|between|among)\b[: ]+/gi),
    ...flat.matchAll(/\bthis [\w\s,-]{0,80}?(?:agreement|contract)\b/gi),
  ]
  for (const match of starts) {
    const names = namesIn(flat.slice(match.index + match[0].length, match.index + match[0].length + 1500))
    if (names.length > 1) return names
  }
  return []
}

const forms =
  'Inc|Incorporated|INCORPORATED|INC|LLC|L\\.L\\.C|Ltd|LTD|Limited|LIMITED|Corp|Corporation|CORPORATION|Company|COMPANY|L\\.P|LP|LLP|GmbH|AG|S\\.A|SA|N\\.V|B\\.V|plc|PLC|Co'
// A name begins the list of parties or follows "and" or a comma: what follows "a" or "of" describes one of them.
const before = String.raw`(?:^|\band |\bAND |[,;:(&] ?|\b(?:as of|dated)\b[^()"“”]{0,60}\d{4}[^()"“”]{0,30}? )`
const word = String.raw`(?:[\p{Lu}\d(&]|\p{Ll}\p{Lu})[\p{L}\p{N}.&'’/)-]*`
const company = new RegExp(
  `(?<=${before})(?!AND |By |BY )((?:[\\p{Lu}\\d]|\\p{Ll}\\p{Lu})[\\p{L}\\p{N}.&'’/-]*(?:,? (?!AND |and )(?:${word}|of|de|the)){0,8}?(?:,? (?:${forms})\\b\\.?)+)`,
  'gu',
)
const named = new RegExp(
  `(?<=${before})(?!AND |By |BY )(${word}(?: ${word}){0,6})(?=,? ?[^"“”()]{0,160}?\\([^()"“”]{0,80}["“][^"”]{1,60}["”])`,
  'gu',
)
const plainPair =
  /^([\p{Lu}][\p{L}.' -]{2,60}?),? (?:and|AND|&) ([\p{Lu}][\p{L}.' -]{2,60}?)(?= (?:Effective|Dated|Source|dated|effective)\b|[,;(])/u

/** The names that follow "between": companies by their form, else whatever is given a short name in brackets. */
function namesIn(after: string): string[] {
  const end = /\bWHEREAS\b|\bRECITALS?\b|\bBACKGROUND\b|\bWITNESSETH\b|\bSource:|TABLE OF CONTENTS/.exec(
    after,
  )
  const part = after.slice(0, end?.index ?? 1200)
  const pair = plainPair.exec(after)
  const found = [
    [...part.matchAll(company)].map((match) => match[1] ?? ''),
    [...part.matchAll(named)].map((match) => match[1] ?? ''),
    pair ? [pair[1] ?? '', pair[2] ?? ''] : [],
  ].map((names) => unique(names.map(tidy).filter((name) => isParty(name, part))))
  return (found.find((names) => names.length > 1) ?? []).slice(0, 4)
}

// An address, or a short name that stands for a party.
function isParty(name: string, part: string): boolean {
  const isShortName = ['"', '“'].some((mark) => part.includes(`${mark}${name}`))
  return (
    !isShortName &&
    !/\b(?:Suite|Floor|Street|Avenue|Road|Drive|Party|Parties|Date)\b|^\d+ |^(?:No\.|Section) /i.test(name)
  )
}

function findDate(opening: string): string | null {
  const flat = opening.replace(/\s+/g, ' ')
  const marked = /\b(?:dated|date|as of|effective|entered into|made|on)\b[^.;]{0,80}/gi
  for (const match of flat.matchAll(marked)) {
    const date = dateIn(flat.slice(match.index, match.index + match[0].length + 20))
    if (date !== null) return date
  }
  return null
}

function dateIn(text: string): string | null {
  const found = [
    { match: iso.exec(text), order: [1, 2, 3] },
    { match: monthFirst.exec(text), order: [3, 1, 2] },
    { match: dayFirst.exec(text), order: [3, 2, 1] },
  ]
    .flatMap(({ match, order }) =>
      match ? [{ at: match.index, parts: order.map((each) => match[each] ?? '') }] : [],
    )
    .sort((a, b) => a.at - b.at)[0]
  if (!found) return null
  const [year = '', month = '', day = ''] = found.parts
  const number = /^\d+$/.test(month) ? Number(month) : monthNumber(month)
  const date = `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`
  // February has no 31st, though a Date would take it for March.
  const time = Date.parse(date)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date) ? date : null
}

function monthNumber(name: string): number {
  return 'janfebmaraprmayjunjulaugsepoctnovdec'.indexOf(name.slice(0, 3).toLowerCase()) / 3 + 1
}

function unique(names: string[]): string[] {
  return names.filter(
    (name, index) =>
      name.length > 2 && names.findIndex((each) => each.toLowerCase() === name.toLowerCase()) === index,
  )
}

function tidy(words: string): string {
  return words
    .replace(/\s+/g, ' ')
    .replace(/[\s,;:(]+$/, '')
    .trim()
}
