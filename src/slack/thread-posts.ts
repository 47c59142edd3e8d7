import type { KnownBlock } from '@slack/types'
import type { TaskView } from '../tasks/task-view.ts'
import { ballotPosts } from './ballot-posts.ts'
import { answerBlocks, answerQuestion } from './blocks/answer.ts'
import { exampleBlocks } from './blocks/example.ts'
import { fileButtons } from './blocks/file-buttons.ts'
import { failureBlocks } from './blocks/failure.ts'
import { needsReport } from './blocks/needs-report.ts'
import { planBlocks } from './blocks/plan.ts'
import { endButtons, failureButtons, sharedButtons } from './blocks/result-buttons.ts'
import { resultBlocks } from './blocks/result.ts'
import { bold, plain, richText, section, shorten } from './blocks/rich-text.ts'
import { splitMessages } from './blocks/split-messages.ts'
import { reportOf } from './report.ts'
import type { FilePost, ThreadPost } from './thread-post.ts'

/** All that should stand in the task's thread by now, in order. What is there already is left or changed. */
export function threadPosts(view: TaskView): ThreadPost[] {
  if (view.analysis.name === answerQuestion)
    return [{ kind: 'answer', opens: false, blocks: answerBlocks(view) }]
  const posts: ThreadPost[] = [{ kind: 'plan', opens: false, blocks: planBlocks(view) }]
  if (view.opensThread) posts.unshift({ kind: 'opening', opens: true, blocks: [openingBlock(view)] })
  for (const [index, blocks] of splitMessages(outcomeBlocks(view)).entries()) {
    posts.push({ kind: `result-${index + 1}`, opens: false, blocks })
  }
  return [...posts, ...reportPosts(view), ...sharedPosts(view), ...ballotPosts(view), ...examplePosts(view)]
}

function examplePosts(view: TaskView): ThreadPost[] {
  return view.example === null
    ? []
    : [{ kind: 'example', opens: false, blocks: exampleBlocks(view, view.example) }]
}

// What was private, where it was asked for.
function sharedPosts(view: TaskView): ThreadPost[] {
  if (!view.origin?.isShared) return []
  const shared = richText(section({ type: 'user', user_id: view.requestedBy }, plain(' shares this result:')))
  const messages = splitMessages([shared, ...resultBlocks(view), ...sharedButtons(view)])
  const posts: ThreadPost[] = messages.map((blocks, index) => ({
    kind: `shared-${index + 1}`,
    opens: false,
    isShared: true,
    blocks,
  }))
  if (!needsReport(view)) return posts
  return [...posts, { kind: 'shared-report', opens: false, isShared: true, file: reportOf(view) }]
}

// A failure stands where the result would; trying again replaces it.
function outcomeBlocks(view: TaskView): KnownBlock[] {
  switch (view.state) {
    case 'posting':
    case 'done':
      return [...resultBlocks(view), ...sharedNote(view), ...endButtons(view), ...fileButtons(view)]
    case 'failed':
    case 'expired':
      return [...failureBlocks(view), ...failureButtons(view)]
    case 'queued':
    case 'reading':
    case 'running':
    case 'combining':
    case 'cancelled':
      return []
  }
}

function sharedNote({ origin }: TaskView): KnownBlock[] {
  if (!origin?.isShared) return []
  return [
    richText(
      section(plain('You shared this in '), { type: 'channel', channel_id: origin.channelId }, plain('.')),
    ),
  ]
}

// What the messages cannot hold, and what somebody asked for.
function reportPosts(view: TaskView): FilePost[] {
  const hasResult = view.state === 'posting' || view.state === 'done'
  if (!hasResult || !(view.reportAsked || needsReport(view))) return []
  return [{ kind: 'report', opens: false, file: reportOf(view) }]
}

function openingBlock(view: TaskView): KnownBlock {
  return richText(
    section(
      { type: 'user', user_id: view.requestedBy },
      plain(' asked for '),
      bold(view.analysis.title),
      plain(' of '),
      bold(shorten(view.fileName, 200)),
      plain(
        view.origin
          ? ', for your eyes only. The result comes in this thread.'
          : '. The result comes in this thread.',
      ),
    ),
  )
}
