import type { SubtaskView, TaskView } from './task-view.ts'

/** What one of a task's answers says in its own words: what combines its parts, or else the parts. */
export function proseOf(view: Pick<TaskView, 'subtasks'>, variation: number): string {
  const said = view.subtasks.filter((subtask) => subtask.variation === variation && hasAnswer(subtask))
  const combined = said.filter(({ kind }) => kind === 'combine')
  if (combined.length > 0) return combined.map(({ answer }) => answer ?? '').join('\n\n')
  const [only, ...more] = said
  if (only && more.length === 0) return only.answer ?? ''
  return said.map(({ title, answer }) => `${title}\n${answer ?? ''}`).join('\n\n')
}

function hasAnswer({ answer }: SubtaskView): boolean {
  return answer !== null && answer.trim() !== ''
}
