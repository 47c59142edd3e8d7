import type { Grade, ResultOf } from './grade.ts'

/** The part of the questions that were answered in a shape that could be read. */
export function gradeSchema(result: ResultOf): Grade {
  const failed = result.subtasks.filter(({ state }) => state !== 'done')
  const count = result.subtasks.length
  return {
    grader: 'schema',
    score: count === 0 ? 0 : 1 - failed.length / count,
    faults: failed.map(({ title, state }) => `“${title}” was not answered (${state}).`),
  }
}
