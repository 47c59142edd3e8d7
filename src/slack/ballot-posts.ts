import type { TaskView } from '../tasks/task-view.ts'
import { ballotBlocks, draftBlocks, winnerBlocks } from './blocks/drafts.ts'
import { splitMessages } from './blocks/split-messages.ts'
import type { MessagePost } from './thread-post.ts'

/** The outbox's name of the message that people vote for a draft at. */
export function draftKind(label: string): string {
  return `draft-${label}`
}

/** What of a vote stands in the thread: a message for each draft, the question, and in the end the result. */
export function ballotPosts(view: TaskView): MessagePost[] {
  const { ballot } = view
  if (!ballot) return []
  const drafts = ballot.options.flatMap((option) => {
    const [first = [], ...more] = splitMessages(draftBlocks(view, ballot, option))
    const kind = draftKind(option.label)
    const reaction = ballot.state === 'open' ? { reaction: ballot.emoji } : {}
    return [
      { kind, opens: false, blocks: first, ...reaction },
      ...more.map((blocks, index) => ({ kind: `${kind}-${index + 2}`, opens: false, blocks })),
    ]
  })
  const question = { kind: 'ballot', opens: false, blocks: ballotBlocks(view, ballot) }
  const winner = ballot.closed ? splitMessages(winnerBlocks(view, ballot, ballot.closed)) : []
  return [
    ...drafts,
    question,
    ...winner.map((blocks, index) => ({ kind: `winner-${index + 1}`, opens: false, blocks })),
  ]
}
