import { setImmediate as breathe } from 'node:timers/promises'
import type { Document } from '../../documents/document.ts'
import type { Answer, AnswerFinding } from '../answer.ts'
import type { Model, ModelReply, Question } from '../model.ts'
import { offlineNotice } from '../notice.ts'
import { textOnly } from '../text-only.ts'
import { createIndexCache, type ClauseIndex } from './clause-index.ts'
import { combineAnswers } from './combine-answers.ts'
import { createEntityFinder, type FindEntities } from './entities.ts'
import { findClause, type Clause } from './find-clause.ts'
import type { Sentence } from './sentences.ts'

export const offlineModelName = 'offline-extractive'

/**
 * The model that stands in where no key is set. It understands nothing: for each question it finds the sentence that
 * fits best by words, headings and a legal lexicon, quotes it, and says "not found" where none fits well enough.
 */
export function createOfflineModel(): Model {
  const indexOf = createIndexCache()
  let findEntities: FindEntities | undefined
  return {
    provider: 'offline',
    name: offlineModelName,
    notice: offlineNotice,
    capabilities: async () => textOnly,
    parameters: () => ({}),
    countTokens: async () => 0,
    async generate(request, { signal }) {
      await breathe()
      signal.throwIfAborted()
      findEntities ??= createEntityFinder()
      if (request.answers) return replyOf(combineAnswers(request.answers))
      const index = indexOf(request.document.content)
      const answer = await answerAll(
        { index, findEntities, document: request.document.content },
        request.questions,
        signal,
      )
      return replyOf(answer)
    },
  }
}

function replyOf(answer: Answer): ModelReply {
  return {
    text: JSON.stringify(answer),
    model: offlineModelName,
    usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
    finishReason: 'complete',
    requestId: null,
    msToFirstToken: null,
  }
}

interface Search {
  index: ClauseIndex
  findEntities: FindEntities
  document: Document
}

async function answerAll(search: Search, questions: Question[], signal: AbortSignal): Promise<Answer> {
  const used = new Set<Sentence>()
  const findings: AnswerFinding[] = []
  const missing: string[] = []
  for (const question of questions) {
    const clause = findClause(search.index, question, used)
    if (clause) {
      used.add(clause.sentence)
      findings.push(findingOf(search, question, clause))
    } else missing.push(question.title)
    await breathe()
    signal.throwIfAborted()
  }
  return { answer: summaryOf(findings, questions), findings, not_found: missing }
}

function findingOf(search: Search, question: Question, clause: Clause): AnswerFinding {
  const quote = search.document.text.slice(clause.start, clause.end)
  const named = search.findEntities(quote)
  const where = clause.sentence.heading === '' ? '' : `Found under “${flat(clause.sentence.heading)}”. `
  const figures = named.length === 0 ? '' : `It names ${named.join(', ')}. `
  return {
    title: question.title,
    severity: question.severity,
    explanation:
      `${where}${figures}${question.why ?? ''}`.trim() || `This is the passage closest to: ${question.ask}`,
    recommendation: question.recommend,
    quote: flat(quote),
    page: pageOf(search.document, clause.start),
  }
}

function summaryOf(findings: AnswerFinding[], questions: Question[]): string {
  if (findings.length === 0) return 'No passage was found for any of the questions.'
  return `Passages were found for ${findings.length} of ${questions.length} questions.`
}

function pageOf(document: Document, offset: number): number | null {
  if (!document.paged) return null
  return document.pages.find((page) => offset >= page.start && offset < page.end)?.number ?? null
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
