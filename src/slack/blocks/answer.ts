import type { KnownBlock, RichTextBlock } from '@slack/types'
import { noticesOf, receiptLine } from '../../tasks/task-lines.ts'
import type { TaskView } from '../../tasks/task-view.ts'
import { placeElements } from './findings.ts'
import { retryButtons } from './result-buttons.ts'
import { bold, escapeText, plain, quote, richText, section, shorten } from './rich-text.ts'

/** The analysis that a question in a thread is. */
export const answerQuestion = 'answer-question'

const shownQuotes = 5

/** The one message of a question: that it is looked up, then what came of it. */
export function answerBlocks(view: TaskView): KnownBlock[] {
  switch (view.state) {
    case 'queued':
    case 'reading':
    case 'running':
    case 'combining':
      return [said(`Looking in ${shorten(view.fileName, 150)}…`)]
    case 'cancelled':
      return [said('The question was cancelled.')]
    case 'expired':
      return [said('Looking took too long and was ended. Please ask again.')]
    case 'failed':
      return [
        richText(section(bold('This could not be answered. '), plain(view.error?.message ?? ''))),
        ...retryButtons(view),
      ]
    case 'posting':
    case 'done':
      return [found(view), smallPrint(view), ...retryButtons(view)]
  }
}

function found(view: TaskView): KnownBlock {
  const answer = answerOf(view)
  const quoted = view.findings.filter((finding) => finding.quote !== null)
  const quotes = quoted
    .slice(0, shownQuotes)
    .flatMap((finding): RichTextBlock['elements'] => [
      ...quote(shorten(finding.quote ?? '', 800)),
      section(...placeElements(finding, view)),
    ])
  const more = quoted.length - shownQuotes
  const rest = more > 0 ? [section(plain(`and ${more} more ${more === 1 ? 'passage' : 'passages'}`))] : []
  return richText(section(plain(shorten(answer, 2000))), ...quotes, ...rest)
}

// Of a long document, what the sections say that have something on it.
function answerOf({ subtasks }: TaskView): string {
  const [first, ...more] = subtasks
  const failed = subtasks.find(({ state }) => state === 'failed')
  if (!first || more.length === 0)
    return first?.answer ?? `This could not be answered. ${failed?.error ?? ''}`
  const answered = subtasks.filter(({ answer }) => answer !== null)
  const telling = answered.filter(({ findings }) => findings > 0)
  const shown = telling.length > 0 ? telling : answered.slice(0, 1)
  return [...shown, ...subtasks.filter((subtask) => subtask === failed)]
    .map(({ title, answer, error }) =>
      telling.length === 0 && answer ? answer : `${title}: ${answer ?? error}`,
    )
    .join('\n')
}

function smallPrint(view: TaskView): KnownBlock {
  const { receipt, fileName } = view
  const notes = noticesOf(view).map((notice) => `:warning: ${escapeText(shorten(notice, 250))}`)
  const notice = receipt.notice
    ? [`${receipt.notice[0]?.toUpperCase()}${receipt.notice.slice(1)}: found by its words, not understood.`]
    : []
  const line = escapeText(shorten(`${fileName} · ${receiptLine(view)}`, 900))
  return { type: 'context', elements: [{ type: 'mrkdwn', text: [...notes, ...notice, line].join('\n') }] }
}

function said(text: string): KnownBlock {
  return richText(section(plain(text)))
}
