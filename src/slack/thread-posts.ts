import type { KnownBlock } from '@slack/types'
import type { TaskView } from '../tasks/task-view.ts'
import { planBlocks } from './blocks/plan.ts'
import { resultBlocks } from './blocks/result.ts'
import { bold, plain, richText, section } from './blocks/rich-text.ts'
import { splitMessages } from './blocks/split-messages.ts'
import type { MessagePost } from './thread-post.ts'

/** All that should stand in the task's thread by now, in order. What is there already is left or changed. */
export function threadPosts(view: TaskView): MessagePost[] {
  const posts: MessagePost[] = [{ kind: 'plan', opens: false, blocks: planBlocks(view) }]
  if (view.opensThread) posts.unshift({ kind: 'opening', opens: true, blocks: [openingBlock(view)] })
  for (const [index, blocks] of splitMessages(outcomeBlocks(view)).entries()) {
    posts.push({ kind: `result-${index + 1}`, opens: false, blocks })
  }
  return posts
}

// A failure stands where the result would; trying again replaces it.
function outcomeBlocks(view: TaskView): KnownBlock[] {
  const retry = retryButtons(view)
  switch (view.state) {
    case 'posting':
    case 'done':
      return [...resultBlocks(view), ...retry]
    case 'failed':
      return [failureBlock(view), ...retry]
    case 'queued':
    case 'reading':
    case 'running':
    case 'combining':
    case 'cancelled':
    case 'expired':
      return []
  }
}

export const retryAction = 'retry-task'

function retryButtons(view: TaskView): KnownBlock[] {
  const hasFailedPart = view.subtasks.some((subtask) => subtask.state === 'failed')
  if (!hasFailedPart && view.error?.code !== 'budget_exceeded') return []
  const label = hasFailedPart ? 'Try the failed part again' : 'Try again'
  const text = { type: 'plain_text' as const, text: label }
  return [{ type: 'actions', elements: [{ type: 'button', action_id: retryAction, text, value: view.id }] }]
}

function openingBlock(view: TaskView): KnownBlock {
  return richText(
    section(
      { type: 'user', user_id: view.requestedBy },
      plain(' asked for '),
      bold(view.analysis.title),
      plain(' of '),
      bold(view.fileName),
      plain('. The result comes in this thread.'),
    ),
  )
}

function failureBlock(view: TaskView): KnownBlock {
  return richText(
    section(
      bold(`${view.analysis.title} of ${view.fileName} could not be done.`),
      plain(`\n${view.error?.message ?? ''}`),
    ),
  )
}
