import { setImmediate as breathe } from 'node:timers/promises'
import type { Document } from '../../documents/document.ts'
import type { Answer, AnswerFinding } from '../answer.ts'
import type { Effort } from '../effort.ts'
import type { Question } from '../model.ts'
import type { ClauseIndex } from './clause-index.ts'
import type { FindEntities } from './entities.ts'
import { findClause, type Clause } from './find-clause.ts'
import type { Sentence } from './sentences.ts'

export interface Search {
  index: ClauseIndex
  findEntities: FindEntities
  document: Document
  effort: Effort | null
}

/** The best passage of the document for each question, or "not found". Aborting throws the signal's reason. */
export async function answerAll(search: Search, questions: Question[], signal: AbortSignal): Promise<Answer> {
  const used = new Set<Sentence>()
  const findings: AnswerFinding[] = []
  const missing: string[] = []
  for (const question of questions) {
    const clause = findClause(search, question, used)
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
    explanation: explanationOf(search.effort, { where, figures, question }),
    recommendation: question.recommend,
    quote: flat(quote),
    page: pageOf(search.document, clause.start),
  }
}

function explanationOf(
  effort: Effort | null,
  { where, figures, question }: { where: string; figures: string; question: Question },
): string {
  const why = question.why ?? ''
  const said = effort === 'low' ? why || figures : `${where}${figures}${why}`
  const asked = effort === 'high' ? ` Asked: ${question.ask}` : ''
  return `${said}${asked}`.trim() || `This is the passage closest to: ${question.ask}`
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
