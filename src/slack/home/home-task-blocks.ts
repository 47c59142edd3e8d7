import type { ActionsBlock, Button, KnownBlock } from '@slack/types'
import { bold, plain, richText, section, shorten } from '../blocks/rich-text.ts'
import type { HomeTask } from './home-tasks.ts'

export const homeActions = { cancel: 'home-cancel', retry: 'home-retry', open: 'home-open' } as const

/** One task: what it is and where it is, and what can be done about it. */
export function taskBlocks(task: HomeTask): KnownBlock[] {
  const name = `${shorten(task.title, 75)} of ${shorten(task.fileName, 120)}`
  const at = Math.floor(task.at.getTime() / 1000)
  const words = richText(
    section(bold(name), plain(`\n${stateOf(task)} · `), {
      type: 'date',
      timestamp: at,
      format: '{date_short_pretty} at {time}',
      fallback: `${task.at.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    }),
  )
  const buttons = buttonsOf(task)
  const actions: ActionsBlock = { type: 'actions', elements: buttons }
  return buttons.length === 0 ? [words] : [words, actions]
}

function stateOf(task: HomeTask): string {
  const { ended, of, failed } = task.parts
  switch (task.state) {
    case 'queued':
      return waiting(task)
    case 'reading':
      return 'reading the document'
    case 'running':
      return task.queuePosition === null ? `${ended} of ${of} parts ready` : waiting(task)
    case 'combining':
      return 'putting the parts together'
    case 'posting':
      return 'writing the result'
    case 'done': {
      const count = `${task.findings} ${task.findings === 1 ? 'finding' : 'findings'}`
      if (failed === 0) return count
      return `${count}, ${failed} ${failed === 1 ? 'part' : 'parts'} could not be answered`
    }
    case 'failed':
      return `could not be done. ${shorten(task.error ?? '', 300)}`.trim()
    case 'cancelled':
      return 'cancelled'
    case 'expired':
      return 'took too long and was ended'
  }
}

// Being next is no news: it will start in a moment.
function waiting({ queuePosition }: HomeTask): string {
  return queuePosition === null || queuePosition === 1
    ? 'waiting to start'
    : `waiting, number ${queuePosition} in the queue`
}

function buttonsOf(task: HomeTask): Button[] {
  const canCancel = ['queued', 'reading', 'running', 'combining'].includes(task.state)
  return [
    ...(task.url === null ? [] : [button('Open', homeActions.open, { url: task.url })]),
    ...(task.canRetry ? [button('Try again', homeActions.retry, { value: task.id })] : []),
    ...(canCancel ? [button('Cancel', homeActions.cancel, { value: task.id })] : []),
  ]
}

function button(text: string, actionId: string, of: { url: string } | { value: string }): Button {
  return { type: 'button', action_id: actionId, text: { type: 'plain_text', text }, ...of }
}
