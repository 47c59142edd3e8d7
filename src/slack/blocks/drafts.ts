import type { KnownBlock, RichTextBlock, RichTextElement } from '@slack/types'
import type { BallotView, ClosedBallot } from '../../tasks/ballot-view.ts'
import { proseOf } from '../../tasks/prose.ts'
import type { TaskView } from '../../tasks/task-view.ts'
import { passing, type VariationView } from '../../tasks/variation-views.ts'
import { keepButton } from './example.ts'
import { bold, header, note, plain, richText, section, shorten } from './rich-text.ts'

export const closeVoteAction = 'close-vote'

type Option = BallotView['options'][number]

/** One of the texts that people choose among. Who wrote it is said when the vote is closed. */
export function draftBlocks(view: TaskView, ballot: BallotView, option: Option): KnownBlock[] {
  const { closed, emoji } = ballot
  const head = header(`Draft ${option.label}${closed?.winner === option.variation ? ' · chosen' : ''}`)
  const body = proseBlocks(proseOf(view, option.variation))
  if (!closed) return [head, ...body, reactHint(emoji)]
  const votes = countOf(closed.tally[option.label] ?? 0)
  return [head, ...body, note(`${votes} · ${madeWith(view, option.variation)}`)]
}

/** The question over the drafts, and when it is answered the answer. */
export function ballotBlocks(view: TaskView, ballot: BallotView): KnownBlock[] {
  if (ballot.closed)
    return [richText(section(...outcome(ballot, ballot.closed))), ...judgeBlocks(ballot, ballot.closed)]
  if (ballot.state === 'stopped')
    return [richText(section(plain('The vote is closed; the reactions are being counted.')))]
  const labels = ballot.options.map(({ label }) => label)
  return [
    richText(
      section(
        bold(`Which draft should be the result: ${listed(labels)}? `),
        plain('React with '),
        { type: 'emoji', name: ballot.emoji },
        plain(
          ' to every draft that you would put your name to. Changing your mind is fine: take the reaction away. Until the vote is closed nobody sees how a draft was made. ',
        ),
        { type: 'user', user_id: view.requestedBy },
        plain(' or an approver closes it; else it closes by itself on '),
        dateElement(ballot.closesAt),
        plain('.'),
      ),
    ),
    ...failedBlocks(view),
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: closeVoteAction,
          text: { type: 'plain_text', text: 'Close the vote…' },
          value: view.id,
          style: 'primary',
        },
      ],
    },
  ]
}

/** The chosen text as the result, with what it was made with. */
export function winnerBlocks(view: TaskView, ballot: BallotView, closed: ClosedBallot): KnownBlock[] {
  const label = ballot.options.find(({ variation }) => variation === closed.winner)?.label ?? ''
  const keep = keepButton(view)
  return [
    header(`The result: draft ${label}`),
    ...proseBlocks(proseOf(view, closed.winner)),
    note(`${madeWith(view, closed.winner)} · ${promptOf(view)}`),
    ...(keep.length === 0 ? [] : [{ type: 'actions' as const, elements: keep }]),
  ]
}

function outcome(ballot: BallotView, closed: ClosedBallot): RichTextElement[] {
  const label = ballot.options.find(({ variation }) => variation === closed.winner)?.label ?? ''
  const counts = ballot.options
    .map((option) => `${option.label} ${closed.tally[option.label] ?? 0}`)
    .join(', ')
  const who: RichTextElement[] =
    closed.closedBy === null
      ? [plain(closed.decidedBy === 'judge' ? 'The judge closed the vote. ' : 'The time to vote is over. ')]
      : [{ type: 'user', user_id: closed.closedBy }, plain(' closed the vote. ')]
  const reason = closed.reason === null ? [] : [plain(`\n“${shorten(closed.reason, 500)}”`)]
  return [...who, bold(`Draft ${label} is the result`), plain(` ${why(closed)} Votes: ${counts}.`), ...reason]
}

function why({ decidedBy }: ClosedBallot): string {
  switch (decidedBy) {
    case 'votes':
      return 'with the most votes.'
    case 'tie-break':
      return 'after a tie: the one that asked or closed voted for it.'
    case 'agreement':
      return 'because nobody’s votes decided: its findings agree most with those of the others.'
    case 'judge':
      return 'as the judge says, who has agreed with people often enough.'
  }
}

function judgeBlocks(ballot: BallotView, { judge, winner, decidedBy }: ClosedBallot): KnownBlock[] {
  if (!judge || decidedBy === 'judge') return []
  const label = ballot.options.find(({ variation }) => variation === judge.winner)?.label
  if (label === undefined)
    return [
      note('The judge sees no winner: asked in both orders, it does not prefer one draft to all others.'),
    ]
  return [note(`The judge would have chosen draft ${label}${judge.winner === winner ? ' too' : ''}.`)]
}

// Said of each in its turn, and not put to the vote.
function failedBlocks(view: TaskView): KnownBlock[] {
  const shown = passing(view.variationList)
  return view.variationList
    .filter(({ number }) => !shown.includes(number))
    .slice(0, 3)
    .map(({ failure }) =>
      note(
        `⚠ One more answer did not pass its checks, twice, and is not put to the vote. ${shorten(failure ?? '', 300)}`,
      ),
    )
}

/** "Wording “careful” · anthropic/claude-sonnet-5-5 · high effort". */
function madeWith(view: TaskView, number: number): string {
  const made: Partial<VariationView> = view.variationList.find((each) => each.number === number) ?? {}
  return [
    made.variant ? `wording “${made.variant}”` : '',
    made.model ?? view.receipt.model,
    made.effort ? `${made.effort} effort` : '',
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

function promptOf({ receipt }: TaskView): string {
  return `prompt v${receipt.promptVersion ?? '?'} (${receipt.promptHash?.slice(0, 8) ?? '?'})`
}

// A draft is read as a whole; one that does not fit is cut into messages.
function proseBlocks(text: string): RichTextBlock[] {
  const pieces = text.match(/[\s\S]{1,3000}/gu) ?? []
  return pieces.map((piece) => richText(section(plain(piece))))
}

function reactHint(emoji: string): KnownBlock {
  return richText(section(plain('Vote for it with '), { type: 'emoji', name: emoji }))
}

// Where Slack's clients cannot say it in the reader's own time.
const plainDate = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
})

function dateElement(date: Date): RichTextElement {
  return {
    type: 'date',
    timestamp: Math.floor(date.getTime() / 1000),
    format: '{date_short_pretty} at {time}',
    fallback: `${plainDate.format(date)} UTC`,
  }
}

function countOf(votes: number): string {
  return votes === 0 ? 'No votes' : `${votes} ${votes === 1 ? 'vote' : 'votes'}`
}

function listed(labels: string[]): string {
  return labels.length < 2 ? labels.join('') : `${labels.slice(0, -1).join(', ')} or ${labels.at(-1)}`
}
