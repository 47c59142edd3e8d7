import model from 'wink-eng-lite-web-model'
import winkNLP, { type ItemEntity, type ItsFunction } from 'wink-nlp'

const told = new Set(['DATE', 'DURATION', 'MONEY', 'PERCENT'])
const maxEntities = 4
// "thirty (30) days", "$1,000,000.00", "1.5 %": the ways contracts write figures, which a model of everyday English misses.
const figures =
  /(?:[a-z-]+ )?\(\d+\)\s+(?:business |calendar |working )?(?:day|week|month|year|hour)s?\b|\d+ (?:business |calendar )?(?:day|week|month|year)s?\b|(?:US)?[$€£]\s?\d[\d,]*(?:\.\d+)?(?: (?:million|billion))?|\d+(?:\.\d+)?\s?(?:%|per ?cent)/gi

export type FindEntities = (text: string) => string[]

/** Finds the dates, periods, amounts and percentages that a clause names, in its own words. Loading takes 0.1 s. */
export function createEntityFinder(): FindEntities {
  const nlp = winkNLP(model, ['sbd', 'ner'])
  // Passed as values, never called on the object.
  const { value, type }: Readonly<Record<'value' | 'type', ItsFunction<string>>> = nlp.its
  return (text) => {
    const flat = text.replace(/\s+/g, ' ')
    const found = [...flat.matchAll(figures)].map((match) => match[0])
    nlp
      .readDoc(flat)
      .entities()
      .each((entity: ItemEntity) => {
        const words = entity.out(value)
        const isTold = told.has(entity.out(type)) && /\d/.test(words) && /[a-z]{3}|[$€£%]/i.test(words)
        if (isTold && !overlaps(found, words)) found.push(words)
      })
    return [...new Set(found)].slice(0, maxEntities)
  }
}

function overlaps(found: string[], words: string): boolean {
  return found.some((known) => known.includes(words) || words.includes(known) || sharesNumber(known, words))
}

function sharesNumber(a: string, b: string): boolean {
  const numbers = b.match(/\d[\d,.]*/g) ?? []
  return numbers.some((number) => a.includes(number))
}
