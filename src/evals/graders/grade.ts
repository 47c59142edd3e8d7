import type { Check } from '../check.ts'
import type { TaskView } from '../../tasks/task-view.ts'

/** What a grader reads of a case. */
export interface ExpectedOf {
  idealOutput: string | null
  checks: Check[]
}

/** What a grader reads of a finished task. */
export type ResultOf = Pick<TaskView, 'state' | 'subtasks' | 'summaries' | 'quotes'> & {
  findings: Pick<TaskView['findings'][number], 'title' | 'explanation' | 'recommendation' | 'quote'>[]
}

export interface Grade {
  grader: string
  /** 0 to 1. */
  score: number
  /** A sentence for each thing that was missed or is false. */
  faults: string[]
}

/** All that people read of a result. */
export function textOf(result: ResultOf): string {
  const findings = result.findings.flatMap(({ title, explanation, recommendation, quote }) => [
    title,
    explanation,
    recommendation,
    quote,
  ])
  const answers = result.subtasks.map(({ answer }) => answer)
  return [...new Set([...result.summaries, ...answers, ...findings])].filter(Boolean).join('\n\n')
}
