import { join } from 'node:path'
import { projectFolder } from '../src/config.ts'
import { sharedRun } from '../src/evals/words.ts'
import { buildIndex } from '../src/llm/offline/clause-index.ts'
import { rankClauses } from '../src/llm/offline/find-clause.ts'
import type { Question } from '../src/llm/model.ts'
import { loadLibrary } from '../src/prompts/library.ts'
import type { GoldDocument } from '../test/support/gold-quotes.ts'

/** The question of the contract analysis that asks for a category of CUAD. */
const questionOf: Record<string, string> = {
  Parties: 'Parties',
  'Effective Date': 'Effective date',
  'Agreement Date': 'Effective date',
  'Expiration Date': 'Term',
  'Renewal Term': 'Renewal',
  'Notice Period To Terminate Renewal': 'Renewal',
  'Governing Law': 'Governing law',
  Exclusivity: 'Exclusivity',
  'Non-Compete': 'Non-competition',
  'No-Solicit Of Employees': 'Non-competition',
  'No-Solicit Of Customers': 'Non-competition',
  'Anti-Assignment': 'Change of control and assignment',
  'Change Of Control': 'Change of control and assignment',
  'Termination For Convenience': 'Termination for convenience',
  'Ip Ownership Assignment': 'Ownership of intellectual property',
  'Joint Ip Ownership': 'Ownership of intellectual property',
  'Cap On Liability': 'Limitation of liability',
  'Uncapped Liability': 'Limitation of liability',
  Insurance: 'Insurance',
  'Audit Rights': 'Records and audit',
  'Minimum Commitment': 'Minimum commitment',
  'Post-Termination Services': 'Duties after the end',
}
/** Of the words of a mark or a passage, whichever is shorter: in a row in both. */
const enough = 0.5

export interface Recall {
  category: string
  /** Null where no question of ours asks for it: then its name is the question. */
  question: string | null
  contracts: number
  first: number
  firstThree: number
}

/** In how many contracts with a mark the offline model's first passage, or one of its first three, is what was marked. */
export async function measureRecall(gold: GoldDocument[]): Promise<Recall[]> {
  const { offered } = await loadLibrary(join(projectFolder, 'prompts'))
  const asked = offered
    .filter(({ name }) => name === 'analyze-contract')
    .flatMap(({ subtasks }) => subtasks.flatMap(({ questions }) => questions))
    .flatMap(({ ask, ...rest }): Question[] => (typeof ask === 'string' ? [{ ...rest, ask }] : []))
  const recalls = new Map<string, Recall>()
  for (const { document, quotes } of gold) {
    const index = buildIndex(document)
    for (const [category, marks] of Map.groupBy(quotes, (quote) => quote.category)) {
      const question = asked.find(({ title }) => title === questionOf[category])
      const clauses = rankClauses({ index, effort: null }, question ?? named(category), new Set())
      const isHit = clauses.map(({ start, end }) => {
        const passage = document.text.slice(start, end)
        return marks.some(({ words }) => sharedRun(words, passage) >= enough)
      })
      const recall = recalls.get(category) ?? {
        category,
        question: question?.title ?? null,
        contracts: 0,
        first: 0,
        firstThree: 0,
      }
      recall.contracts++
      if (isHit[0]) recall.first++
      if (isHit.includes(true)) recall.firstThree++
      recalls.set(category, recall)
    }
  }
  return [...recalls.values()].sort((a, b) => b.contracts - a.contracts || (a.category < b.category ? -1 : 1))
}

function named(category: string): Question {
  const ask = `What does it say on ${category.toLowerCase()}?`
  return { title: category, ask, severity: 'info', why: null, recommend: null }
}
