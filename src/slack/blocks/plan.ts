import type { ActionsBlock, ContextBlock, PlanBlock, TaskCardBlock } from '@slack/types'
import type { TaskState } from '../../db/schema.ts'
import { aboutUsd, noticesOf, progressOf } from '../../tasks/task-lines.ts'
import type { SubtaskView, TaskView } from '../../tasks/task-view.ts'
import { rerunButton } from './result-buttons.ts'
import { note, plain, richText, section, shorten } from './rich-text.ts'

type Status = TaskCardBlock['status']

export const cancelAction = 'cancel-task'

const maxCards = 30

const cancellable: TaskState[] = ['queued', 'reading', 'running', 'combining']

/** The live progress message: one card for reading the document and one per subtask; a way to stop while it runs. */
export function planBlocks(view: TaskView): (PlanBlock | ContextBlock | ActionsBlock)[] {
  const plan: PlanBlock = {
    type: 'plan',
    title: shorten(planTitle(view), 150),
    tasks: [readingCard(view), ...subtaskCards(view)],
  }
  if (view.state === 'cancelled')
    return [plan, ...cancelledBlocks(view), { type: 'actions', elements: [rerunButton(view)] }]
  if (!cancellable.includes(view.state)) return [plan]
  return [plan, ...noticeBlocks(view), cancelButton(view.id)]
}

function cancelledBlocks({ cancelledBy }: TaskView): ContextBlock[] {
  if (cancelledBy === null) return []
  return [{ type: 'context', elements: [{ type: 'mrkdwn', text: `Cancelled by <@${cancelledBy}>.` }] }]
}

// What was found in the document is said before any answer; when the result is there it stands in that.
function noticeBlocks(view: TaskView): ContextBlock[] {
  return noticesOf(view).map((line) => note(`⚠ ${shorten(line, 600)}`))
}

function cancelButton(taskId: string): ActionsBlock {
  const text = { type: 'plain_text' as const, text: 'Cancel' }
  return { type: 'actions', elements: [{ type: 'button', action_id: cancelAction, text, value: taskId }] }
}

/** One line that says where the task is. */
export function planTitle(view: TaskView): string {
  const name = `${view.analysis.title} of ${shorten(view.fileName, 80)}`
  const { ended, of } = progressOf(view)
  switch (view.state) {
    case 'queued':
      return `${name}: ${waiting(view.queuePosition)}`
    case 'reading':
      return `${name}: reading the document`
    case 'running':
      return view.queuePosition === null
        ? `${name}: ${ended} of ${of} parts ready`
        : `${name}: ${waiting(view.queuePosition)}`
    case 'combining':
      return `${name}: putting the parts together`
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

// Being next is no news: it will start in a moment.
function waiting(position: number | null): string {
  return position === null || position === 1 ? 'waiting to start' : `waiting, number ${position} in the queue`
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
  const facts = [
    view.pages === null ? '' : `${view.pages} ${view.pages === 1 ? 'page' : 'pages'}`,
    view.estimateUsd === null ? '' : aboutUsd(view.estimateUsd),
  ].filter((fact) => fact !== '')
  const output = read && facts.length > 0 ? facts.join(' · ') : null
  return card({ id: 'read', title: 'Read the document', status, output })
}

// Slack names no limit for a plan; of many parts those that ended well are the ones nobody needs to see.
function subtaskCards(view: TaskView): TaskCardBlock[] {
  const shown =
    view.subtasks.length <= maxCards
      ? view.subtasks
      : view.subtasks.filter(({ state }) => state !== 'done').slice(0, maxCards)
  const hidden = view.subtasks.filter((subtask) => !shown.includes(subtask))
  if (hidden.length === 0) return shown.map((subtask) => subtaskCard(view, subtask))
  const done = hidden.filter(({ state }) => state === 'done').length
  const status: Status = done === hidden.length ? 'complete' : 'pending'
  const title = shown.length === 0 ? `${hidden.length} parts` : `${hidden.length} more parts`
  const output = done === hidden.length ? null : `${done} ready`
  return [card({ id: 'more', title, status, output }), ...shown.map((subtask) => subtaskCard(view, subtask))]
}

function subtaskCard(view: TaskView, subtask: SubtaskView): TaskCardBlock {
  const many = view.variations > 1
  const name = subtask.section ? `${subtask.name}-from-${subtask.section.start}` : subtask.name
  const id = many ? `${name}-${subtask.variation}` : name
  const title = many ? `${subtask.title} (${subtask.variation} of ${view.variations})` : subtask.title
  switch (subtask.state) {
    case 'pending':
      return card({ id, title, status: 'pending', output: null })
    case 'running': {
      const status = view.state === 'failed' ? 'error' : 'in_progress'
      return card({ id, title, status, output: null })
    }
    case 'done': {
      const output = subtask.kind === 'combine' ? null : countOf(subtask.findings)
      return card({ id, title, status: 'complete', output })
    }
    case 'failed':
      return card({ id, title, status: 'error', output: subtask.error })
    case 'cancelled':
      return card({ id, title, status: 'pending', output: 'cancelled' })
  }
}

function card(of: { id: string; title: string; status: Status; output: string | null }): TaskCardBlock {
  return {
    type: 'task_card',
    task_id: of.id,
    title: shorten(of.title.trim() === '' ? of.id : of.title, 100),
    status: of.status,
    ...(of.output === null || of.output.trim() === ''
      ? {}
      : { output: richText(section(plain(shorten(of.output, 160)))) }),
  }
}

function countOf(findings: number): string {
  return findings === 0 ? 'nothing found' : `${findings} ${findings === 1 ? 'finding' : 'findings'}`
}
