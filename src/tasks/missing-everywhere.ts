import type { SubtaskState } from '../db/schema.ts'
import { likeness, wordsOf } from './alike-words.ts'

/** Two answers name one missing thing where their words are so much alike. */
const sameThing = 0.5

interface SectionAnswer {
  state: SubtaskState
  not_found: string[] | null
}

/** What a question's answers about all sections say is not there; nothing where one of the sections was not read. */
export function missingEverywhere(sections: SectionAnswer[]): string[] {
  const [first, ...more] = sections
  if (!first) return []
  if (more.length === 0) return first.not_found ?? []
  if (sections.some(({ state }) => state !== 'done')) return []
  const others = more.map(({ not_found }) => (not_found ?? []).map(wordsOf))
  return (first.not_found ?? []).filter((missing) => {
    const words = wordsOf(missing)
    return others.every((names) => names.some((name) => likeness(name, words) >= sameThing))
  })
}
