import model from 'wink-eng-lite-web-model'
import winkNLP, { type ItemEntity, type ItsFunction } from 'wink-nlp'

const told = new Set(['DATE', 'DURATION', 'MONEY', 'PERCENT'])
const maxEntities = 4

export type FindEntities = (text: string) => string[]

/** Finds the dates, periods, amounts and percentages that a clause names, in its own words. Loading takes 0.1 s. */
export function createEntityFinder(): FindEntities {
  const nlp = winkNLP(model, ['sbd', 'ner'])
  // Passed as values, never called on the object.
  const { value, type }: Readonly<Record<'value' | 'type', ItsFunction<string>>> = nlp.its
  return (text) => {
    const found: string[] = []
    nlp
      .readDoc(text.replace(/\s+/g, ' '))
      .entities()
      .each((entity: ItemEntity) => {
        const words = entity.out(value)
        if (
          told.has(entity.out(type)) &&
          /\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty|sixty|ninety)\b/i.test(words)
        )
          found.push(words)
      })
    return [...new Set(found)].slice(0, maxEntities)
  }
}
