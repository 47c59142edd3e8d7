import type { Selectable } from 'kysely'
import type { FindingTable, QuoteMarkColumn, SeverityColumn } from '../db/schema.ts'
import type { Heading } from '../documents/document.ts'
import { alignFindings } from './align-findings.ts'
import { combineOneAnswer, rankOf } from './combine-one-answer.ts'
import { joinAnswers } from './join-answers.ts'

/** A finding as stored, with the subtask that made it. */
export type FindingRow = Omit<Selectable<FindingTable>, 'task_id' | 'subtask_id' | 'position'> & {
  subtask: string
  variation: number
  /** Where the section begins that it was found in. */
  section: number
}

export interface CombinedFinding {
  id: string
  /** Names of the subtasks that found it. */
  subtasks: string[]
  /** The variations that found it. */
  variations: number[]
  title: string
  /** What a person decided, else what most variations give it, of as many the higher. */
  severity: SeverityColumn
  explanation: string
  recommendation: string | null
  /** The document's own words where the quote was found, else the words the answer gave. */
  quote: string | null
  mark: QuoteMarkColumn | null
  page: number | null
  /** UTF-16 offsets of the quote in the document's text, `end` exclusive. */
  start: number | null
  end: number | null
  /** The stored findings it is made of, by variation, then id. */
  members: { id: string; variation: number; severity: SeverityColumn }[]
  /** What variations say that differs in substance from what is shown. */
  others: OtherAnswer[]
  /** Where one variation says high and another low or for information, or a person has decided. */
  contradiction: Contradiction | null
}

export interface OtherAnswer {
  /** Those that say so. */
  variations: number[]
  severity: SeverityColumn
  explanation: string
  recommendation: string | null
}

export interface Contradiction {
  /** How many variations give it which severity. */
  severities: Partial<Record<SeverityColumn, number>>
  /** The same with their words, the gravest first. */
  sides: { severity: SeverityColumn; answers: number; explanation: string }[]
  decided: { severity: SeverityColumn; by: string } | null
}

/** A person's word on a contradiction: it holds for the finding that has this member. */
export interface FindingDecision {
  findingId: string
  severity: SeverityColumn
  by: string
  at: Date
}

/** What is known besides: where the document's clauses begin, and what people have decided. */
export interface CombineWith {
  headings?: Heading[]
  decisions?: FindingDecision[]
}

/**
 * The findings of all subtasks and variations as one list: those on the same words are one, unverified quotes
 * stand last within their severity, the rest in the order of the document.
 */
export function combineFindings(
  rows: FindingRow[],
  { headings = [], decisions = [] }: CombineWith = {},
): CombinedFinding[] {
  const numbers = [...new Set(rows.map(({ variation }) => variation))].sort((a, b) => a - b)
  const ones = numbers.flatMap((number) =>
    combineOneAnswer(rows.filter(({ variation }) => variation === number)),
  )
  return alignFindings(ones, headings)
    .map((answers) => joinAnswers(answers, decisions))
    .sort(byRank)
}

function byRank(a: CombinedFinding, b: CombinedFinding): number {
  return (
    rankOf(a.severity) - rankOf(b.severity) ||
    Number(a.mark === 'unverified') - Number(b.mark === 'unverified') ||
    (a.start ?? Number.MAX_SAFE_INTEGER) - (b.start ?? Number.MAX_SAFE_INTEGER)
  )
}
