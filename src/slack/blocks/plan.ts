import type { ActionsBlock, PlanBlock, TaskCardBlock } from '@slack/types'
import type { TaskState } from '../../db/schema.ts'
import type { SubtaskView, TaskView } from '../../tasks/task-view.ts'
import { plain, richText, section, shorten } from './rich-text.ts'

type Status = TaskCardBlock['status']

export const cancelAction = 'cancel-task'

const cancellable: TaskState[] = ['queued', 'reading', 'running', 'combining']

/** The live progress message: one card for reading the document and one per subtask; a way to stop while it runs. */
export function planBlocks(view: TaskView): (PlanBlock | ActionsBlock)[] {
  const plan: PlanBlock = {
    type: 'plan',
    title: shorten(planTitle(view), 150),
    tasks: [readingCard(view), ...view.subtasks.map((subtask) => subtaskCard(view, subtask))],
  }
  return cancellable.includes(view.state) ? [plan, cancelButton(view.id)] : [plan]
}

function cancelButton(taskId: string): ActionsBlock {
  const text = { type: 'plain_text' as const, text: 'Cancel' }
  return { type: 'actions', elements: [{ type: 'button', action_id: cancelAction, text, value: taskId }] }
}

/** One line that says where the task is. */
export function planTitle(view: TaskView): string {
  const name = `${view.analysis.title} of ${shorten(view.fileName, 80)}`
  const ended = view.subtasks.filter(
    (subtask) => subtask.state === 'done' || subtask.state === 'failed',
  ).length
  switch (view.state) {
    case 'queued':
      return `${name}: waiting to start`
    case 'reading':
      return `${name}: reading the document`
    case 'running':
    case 'combining':
      return `${name}: ${ended} of ${view.subtasks.length} parts ready`
    case 'posting':
      return `${name}: writing the result`
    case 'done':
      return `${name}: done`
    case 'failed':
      return `${name}: could not be done`
    case 'cancelled':
      return `${name}: cancelled`
    case 'expired':
      return `${name}: took too long and was ended`
  }
}

function readingCard(view: TaskView): TaskCardBlock {
  const read = view.subtasks.length > 0
  const status: Status = read
    ? 'complete'
    : view.state === 'failed'
      ? 'error'
      : view.state === 'reading'
        ? 'in_progress'
        : 'pending'
  const output = read && view.pages !== null ? `${view.pages} ${view.pages === 1 ? 'page' : 'pages'}` : null
  return card({ id: 'read', title: 'Read the document', status, output })
}

function subtaskCard(view: TaskView, subtask: SubtaskView): TaskCardBlock {
  switch (subtask.state) {
    case 'pending':
      return card({ id: subtask.name, title: subtask.title, status: 'pending', output: null })
    case 'running':
      return card({
        id: subtask.name,
        title: subtask.title,
        status: view.state === 'failed' ? 'error' : 'in_progress',
        output: null,
      })
    case 'done':
      return card({
        id: subtask.name,
        title: subtask.title,
        status: 'complete',
        output: countOf(subtask.findings),
      })
    case 'failed':
      return card({ id: subtask.name, title: subtask.title, status: 'error', output: subtask.error })
    case 'cancelled':
      return card({ id: subtask.name, title: subtask.title, status: 'pending', output: 'cancelled' })
  }
}

function card(of: { id: string; title: string; status: Status; output: string | null }): TaskCardBlock {
  return {
    type: 'task_card',
    task_id: of.id,
    title: of.title,
    status: of.status,
    ...(of.output === null ? {} : { output: richText(section(plain(of.output))) }),
  }
}

function countOf(findings: number): string {
  return findings === 0 ? 'nothing found' : `${findings} ${findings === 1 ? 'finding' : 'findings'}`
}
