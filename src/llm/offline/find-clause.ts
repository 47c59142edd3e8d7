import type { Effort } from '../effort.ts'
import type { Question } from '../model.ts'
import { wordsOf, type ClauseIndex } from './clause-index.ts'
import type { Concept } from './concept.ts'
import { conceptOf } from './lexicon.ts'
import type { Sentence } from './sentences.ts'

const maxQuoteCharacters = 400
/** Share of the best possible score that a sentence needs where the lexicon does not know the question. */
const unknownThreshold = 0.55
const knownThreshold = 0.16
/** With less effort only what fits better is given, with more also what fits less. */
const strictness: Record<Effort, number> = { low: 2, medium: 1, high: 0.5 }
const headingBonus = 1.35
const openingBonus = 2
const openingShare = 0.06
const definitionMalus = 0.6
/** Parties vouch for facts there; what the deal is, stands elsewhere. */
const representationMalus = 0.5
const reuseMalus = 0.5
const ranks = 3

export interface Clause {
  sentence: Sentence
  /** The part to be quoted, as a span of the document's text. */
  start: number
  end: number
}

/** The sentence that answers a question best, or undefined where none is good enough. `used` counts for less. */
export function findClause(
  search: { index: ClauseIndex; effort: Effort | null },
  question: Question,
  used: Set<Sentence>,
): Clause | undefined {
  return rankClauses(search, question, used)[0]
}

/** The sentences that answer a question well enough, best first, three at most. */
export function rankClauses(
  { index, effort }: { index: ClauseIndex; effort: Effort | null },
  question: Question,
  used: Set<Sentence>,
): Clause[] {
  const concept = conceptOf(question)
  const words = [...new Set(wordsOf(`${question.title} ${question.ask} ${concept?.terms ?? ''}`))]
  const titleWords = wordsOf(question.title)
  const threshold = (concept ? knownThreshold : unknownThreshold) * strictness[effort ?? 'medium']
  const enough = index.best(words) * threshold
  const ranked: { sentence: Sentence; score: number }[] = []
  for (const [position, sentence] of index.sentences.entries()) {
    if (concept ? !fits(concept, flat(sentence.text)) : !namesMost(sentence, titleWords)) continue
    const isOpening = concept?.early === true && position < index.sentences.length * openingShare
    const factor = (isOpening ? openingBonus : 1) * (used.has(sentence) ? reuseMalus : 1)
    const score = index.score(position, words) * weightOf(sentence, concept) * factor
    if (score >= enough && score > 0) ranked.push({ sentence, score })
  }
  return ranked
    .sort((a, b) => b.score - a.score)
    .slice(0, ranks)
    .map(({ sentence }) => ({ sentence, ...quotedPart(sentence, concept) }))
}

function fits(concept: Concept, text: string): boolean {
  return concept.says.test(text) && !concept.unless?.test(text)
}

// Without a concept only the words speak: what the question is named after has to be there.
function namesMost(sentence: Sentence, titleWords: string[]): boolean {
  const there = new Set(wordsOf(`${sentence.heading} ${sentence.text}`))
  return titleWords.filter((word) => there.has(word)).length * 3 >= titleWords.length * 2
}

function weightOf(sentence: Sentence, concept: Concept | null): number {
  const underHeading =
    concept && sentence.heading !== '' && concept.heading.test(sentence.heading) ? headingBonus : 1
  const definition = /["“”][^"“”]{2,60}["“”]\s+(?:shall )?means?\b/.test(sentence.text) ? definitionMalus : 1
  const isVouched = /representation/i.test(sentence.heading) && concept?.name !== 'warranty disclaimer'
  return underHeading * definition * (isVouched ? representationMalus : 1)
}

// A sentence of a contract can fill a page: then the part around the telling words, cut between words.
function quotedPart(sentence: Sentence, concept: Concept | null): { start: number; end: number } {
  const { text, start } = sentence
  if (text.length <= maxQuoteCharacters) return { start, end: sentence.end }
  const hit = concept?.says.exec(text)?.index ?? 0
  const from = clauseStart(text, hit)
  const to = clauseEnd(text, from)
  return { start: start + from, end: start + to }
}

function clauseStart(text: string, hit: number): number {
  if (hit < maxQuoteCharacters * 0.6) return 0
  const before = text.slice(0, hit)
  const cut = Math.max(
    before.lastIndexOf('; '),
    before.lastIndexOf('. '),
    before.lastIndexOf(': '),
    before.lastIndexOf(', '),
  )
  const from = cut > hit - maxQuoteCharacters / 2 ? cut + 2 : before.lastIndexOf(' ', hit - 80) + 1
  return from
}

function clauseEnd(text: string, from: number): number {
  const limit = from + maxQuoteCharacters
  if (text.length <= limit) return text.length
  const part = text.slice(from, limit)
  const cut = Math.max(part.lastIndexOf('; '), part.lastIndexOf(', '), part.lastIndexOf('. '))
  const end = cut > maxQuoteCharacters / 2 ? cut : part.search(/\s+\S*$/)
  return from + end
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ')
}
