import { createHash } from 'node:crypto'
import type { Document } from '../../documents/document.ts'
import { splitSentences, type Sentence } from './sentences.ts'

// Robertson and Walker's usual values for Okapi BM25.
const k1 = 1.2
const b = 0.75
const headingWeight = 0.5

export interface ClauseIndex {
  sentences: Sentence[]
  /** BM25 of a sentence for the words; words of its clause's heading count in part. */
  score(sentence: number, words: string[]): number
  /** What a sentence would score that had every word once: the measure for "good enough". */
  best(words: string[]): number
}

const stopWords = new Set(
  'a an and any are as at be been by for from has have how in into is it its may must not of on or shall such that the their there this to under was were what when where which who whom will with within'.split(
    ' ',
  ),
)

/** Words as they are compared: lower case, without endings, without those that stand everywhere. */
export function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.filter((word) => !stopWords.has(word)).map(stem)
}

// A light stemmer: enough that "terminates", "terminated" and "termination" meet.
function stem(word: string): string {
  if (word.length < 5) return word
  return word.replace(/(?:ations?|ating|ated|ates|ate|ions?|ings?|ed|es|s|ments?|al|ies|y)$/, '')
}

export function buildIndex(document: Document): ClauseIndex {
  const sentences = splitSentences(document)
  const bags = sentences.map((sentence) => bagOf(sentence.text))
  const headings = sentences.map((sentence) => new Set(wordsOf(sentence.heading)))
  const frequency = new Map<string, number>()
  for (const bag of bags)
    for (const word of bag.counts.keys()) frequency.set(word, (frequency.get(word) ?? 0) + 1)
  const averageLength = bags.reduce((sum, bag) => sum + bag.length, 0) / Math.max(1, bags.length)
  const rarity = (word: string) => {
    const count = frequency.get(word) ?? 0
    return Math.log(1 + (bags.length - count + 0.5) / (count + 0.5))
  }
  return {
    sentences,
    score(sentence, words) {
      const bag = bags[sentence]
      if (!bag) return 0
      let score = 0
      for (const word of words) {
        const count = bag.counts.get(word) ?? 0
        const length = 1 - b + b * (bag.length / averageLength)
        score += rarity(word) * ((count * (k1 + 1)) / (count + k1 * length))
        if (headings[sentence]?.has(word)) score += rarity(word) * headingWeight
      }
      return score
    },
    best: (words) => words.reduce((sum, word) => sum + (frequency.has(word) ? rarity(word) : 0), 0),
  }
}

function bagOf(text: string): { counts: Map<string, number>; length: number } {
  const words = wordsOf(text)
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return { counts, length: words.length }
}

const kept = 4

/** Indexes by document text, the latest few: the subtasks of a task ask the same document at the same time. */
export function createIndexCache(): (document: Document) => ClauseIndex {
  const indexes = new Map<string, ClauseIndex>()
  return (document) => {
    const key = createHash('sha256').update(document.text).digest('base64')
    const index = indexes.get(key) ?? buildIndex(document)
    indexes.delete(key)
    indexes.set(key, index)
    const oldest = indexes.keys().next().value
    if (indexes.size > kept && oldest !== undefined) indexes.delete(oldest)
    return index
  }
}
