import type { ColumnType, JSONColumnType } from 'kysely'
import type { CreatedAt } from './created-at.ts'

/** One evaluation: which cases were asked of which models and prompt versions, and how often. */
export interface EvalRunTable {
  /** Made of what was asked: the same question is the same run. */
  id: string
  analysis: string
  /** The file's name. */
  data_set: string
  data_set_hash: string
  plan: JSONColumnType<{ models: string[]; versions: string[]; repeat: number; cases: string[] }>
  created_at: CreatedAt
}

/** How a task of an evaluation did. */
export interface EvalResultTable {
  run_id: string
  task_id: string
  case_id: string
  model: string
  prompt_hash: string
  repeat: number
  /** 0 to 1. */
  score: number
  grades: JSONColumnType<{ grader: string; score: number; faults: string[] }[]>
}

/** What a person thought of a task's result. */
export interface HumanScoreTable {
  task_id: string
  person: string
  /** 1 (poor) to 5 (excellent). */
  score: number
  note: string | null
  scored_at: ColumnType<Date, Date | undefined, Date>
}
