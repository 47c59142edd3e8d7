import { writeTable, type Row } from './csv-table.ts'
import type { Graded } from './grade-eval.ts'
import { textOf } from './graders/grade.ts'

const columns = [
  'case',
  'line',
  'tags',
  'model',
  'prompt_version',
  'prompt_hash',
  'repeat',
  'task',
  'state',
  'score',
  'grades',
  'faults',
  'people',
  'cost_usd',
  'seconds',
  'model_output',
]

/** Every answer of an evaluation, a row each. */
export function csvReport(graded: Graded[]): string {
  const rows = graded.map((each): Row => {
    const { of, view } = each
    const cost = view.receipt.costUsd
    return {
      case: of.id,
      line: String(of.line),
      tags: of.tags.join(' '),
      model: each.model,
      prompt_version: String(view.receipt.promptVersion ?? ''),
      prompt_hash: each.promptHash,
      repeat: String(each.repeat),
      task: each.taskId,
      state: view.state,
      score: each.score.toFixed(4),
      grades: each.grades.map(({ grader, score }) => `${grader} ${score.toFixed(3)}`).join('; '),
      faults: each.grades.flatMap(({ faults }) => faults).join('\n'),
      people: each.people.join(' '),
      cost_usd: cost === null ? null : String(cost),
      seconds: view.receipt.seconds === null ? null : String(view.receipt.seconds),
      model_output: textOf(view),
    }
  })
  return writeTable({ columns, rows })
}
