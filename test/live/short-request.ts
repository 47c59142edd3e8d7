import { randomUUID } from 'node:crypto'
import type { ModelRequest } from '../../src/llm/model.ts'

const clauses = [
  'The Supplier shall deliver the goods described in the order form to the place named there.',
  'The Customer shall pay each undisputed invoice within thirty days of its receipt.',
  'Either party may end this Agreement by sixty days written notice to the other party.',
  'Each party shall keep the confidential information of the other party secret for five years.',
  'This Agreement is governed by the laws of England and Wales.',
]

/** The most that each answer may be. */
export const maxOutputTokens = 300

/** A question about a short agreement that nobody has sent before, so that no cache has it. */
export function shortRequest(clauseCount: number): ModelRequest {
  const lines = Array.from(
    { length: clauseCount },
    (_, index) => `${index + 1}. ${clauses[index % clauses.length]}`,
  )
  const text = [`Agreement ${randomUUID()}`, ...lines].join('\n')
  const content = { kind: 'text' as const, text, pages: [], paged: false, headings: [], warnings: [] }
  return {
    system: 'You review contracts. Answer in one short sentence and give no findings.',
    document: { title: 'agreement.txt', content, file: null, pictures: [] },
    prompt: 'Which law governs this agreement?',
    questions: [],
    answers: null,
    repair: null,
    sharesPrefix: true,
    effort: null,
    maxOutputTokens,
  }
}
