import type { GoldDocument } from './gold-quotes.ts'
import { hasLetters } from './letters.ts'

export interface ForgedQuote {
  kind: string
  words: string
}

/** Quotes that do not stand in the contract, made of what does: none may be accepted. */
export function forgeQuotes(gold: GoldDocument): ForgedQuote[] {
  const quotes = gold.quotes.map(({ words }) => words.replace(/\s+/g, ' '))
  const forged = [
    ...inventedClauses(gold.name).map((words) => ({ kind: 'invented', words })),
    ...quotes.flatMap((words, index) => spliced(words, quotes[(index + 3) % quotes.length] ?? '')),
    ...quotes.flatMap(withoutItsMiddle),
    ...gold.withGaps.flatMap(withDots),
    ...quotes.flatMap(paraphrased),
  ]
  // Some contracts do say both.
  const isForged = ({ words }: ForgedQuote) =>
    words.length >= 12 && !hasLetters(words.replace(/\[Page \d+\]/g, ''), gold.letters)
  return [...forged.filter(isForged), ...tooShort(gold)]
}

const parties = ['Supplier', 'Licensee', 'Customer', 'Distributor', 'Company', 'Sponsor']
const sums = ['3,750', '88,000', '1,234,567', '61', '740']
const clauses = [
  'The {party} shall indemnify the other party against all claims arising from comets within {sum} days.',
  'Neither party may terminate this Agreement before {sum} deliveries have been accepted by the {party}.',
  'The total liability of the {party} shall not exceed {sum} dollars in any calendar quarter.',
  'This Agreement shall be governed by the laws of the Republic of Freedonia.',
  'The {party} may assign this Agreement without the consent of any other person.',
  'This Agreement renews automatically for {sum} further terms unless the {party} objects by telegram.',
  'The {party} waives its right to a trial by combat.',
  'All intellectual property shall belong to the {party} and revert after {sum} months.',
]

function inventedClauses(name: string): string[] {
  return clauses.flatMap((clause, row) =>
    parties.map((party, index) =>
      clause
        .replace('{party}', party)
        .replace('{sum}', sums[(row + index + name.length) % sums.length] ?? ''),
    ),
  )
}

const joints = [' ', ' ... ', ' … ', ' [...] ', '; ', ', and ', '\n', '... ', ' [Page 3] ']

function spliced(one: string, other: string): ForgedQuote[] {
  const [head, tail] = [one.split(' ').slice(0, 9), other.split(' ').slice(-9)]
  if (head.length < 4 || tail.length < 4) return []
  return joints.map((joint) => ({ kind: 'spliced', words: `${head.join(' ')}${joint}${tail.join(' ')}` }))
}

// The same clause without a part of it.
function withoutItsMiddle(quote: string): ForgedQuote[] {
  const words = quote.split(' ')
  if (words.length < 15) return []
  return [1, 2, 5].flatMap((count) => {
    const at = Math.floor((words.length - count) / 2)
    const [head, tail] = [words.slice(0, at).join(' '), words.slice(at + count).join(' ')]
    return joints.map((joint) => ({ kind: `${count} words left out`, words: `${head}${joint}${tail}` }))
  })
}

function withDots(marked: string): ForgedQuote[] {
  return [' ... ', ' … ', ' '].map((joint) => ({
    kind: 'a mark with a gap',
    words: marked.replaceAll('<omitted>', joint).replace(/\s+/g, ' '),
  }))
}

const rewordings: [string, RegExp, string][] = [
  ['shall → may', /\bshall\b/, 'may'],
  ['may → shall', /\bmay\b/, 'shall'],
  ['shall → will', /\bshall\b/, 'will'],
  ['will → shall', /\bwill\b/, 'shall'],
  ['negation dropped', /(?<=\S )\b(?:not|no|never) /, ''],
  ['negation added', /\b(shall|will|may)(?= (?!not))/, '$1 not'],
  ['any → no', /(?<=\S )any\b/, 'no'],
  ['number changed', /\d(?=\D*$)/, '7'],
  ['number in words changed', /\b(?:one|two|three|four|five|ten|thirty|sixty|ninety)\b/, 'eleven'],
  ['digit added', /(\d)(?=\D*$)/, '$10'],
  ['and → or', /(?<=\S )and\b/, 'or'],
  ['or → and', /(?<=\S )or\b/, 'and'],
  ['prior dropped', /(?<=\S )prior /, ''],
  ['written dropped', /(?<=\S )written /, ''],
  ['Licensor → Licensee', /\bLicensor\b/, 'Licensee'],
  ['Licensee → Licensor', /\bLicensee\b/, 'Licensor'],
  ['the other party', /\b(?:either|each) party\b/i, 'one party'],
  ['Company → Customer', /\bCompany\b/, 'Customer'],
  ['Distributor → Company', /\bDistributor\b/, 'Company'],
  ['Agreement → Contract', /\bAgreement\b/, 'Contract'],
  ['terminate → end', /\bterminate\b/, 'end'],
  ['termination → expiration', /\btermination\b/, 'expiration'],
  ['within → after', /\bwithin\b/, 'after'],
  ['days → months', /\bdays\b/, 'months'],
  ['exclusive → nonexclusive', /\bexclusive\b/, 'nonexclusive'],
  ['reasonable → unreasonable', /\breasonabl/, 'unreasonabl'],
  ['direct → indirect', /\bdirect\b/, 'indirect'],
  ['before → after', /\bbefore\b/, 'after'],
  ['all → some', /\ball\b/, 'some'],
  ['must → need not', /\bmust\b/, 'need not'],
]

function paraphrased(quote: string): ForgedQuote[] {
  if (quote.length < 30) return []
  const reworded = rewordings.flatMap(([kind, from, to]) => {
    const words = quote.replace(from, to)
    return words === quote ? [] : [{ kind, words }]
  })
  const words = quote.split(' ')
  const half = Math.floor(words.length / 2)
  const turned = [...words.slice(half), ...words.slice(0, half)].join(' ')
  return [...reworded, { kind: 'halves turned', words: turned }]
}

function tooShort({ short, quotes }: GoldDocument): ForgedQuote[] {
  const cut = quotes.map(({ words }) => words.slice(0, 11).trim())
  return [...short, ...cut].map((words) => ({ kind: 'too short', words }))
}
