import type { KnownBlock } from '@slack/types'
import { countsLine, receiptLine } from '../../tasks/task-lines.ts'
import type { Receipt, TaskView } from '../../tasks/task-view.ts'
import { findingBlocks } from './findings.ts'
import { bold, escapeText, plain, richText, section, shorten } from './rich-text.ts'

/** All of a finished task's result, in the order it is read; `splitMessages` cuts it to Slack's sizes. */
export function resultBlocks(view: TaskView): KnownBlock[] {
  return [
    summaryBlock(view),
    ...noticeBlocks(view),
    ...findingBlocks(view),
    ...openBlocks(view),
    receiptBlock(view.receipt),
  ]
}

function summaryBlock(view: TaskView): KnownBlock {
  const parts = view.subtasks.filter((subtask) => subtask.kind === 'part' && subtask.variation === 1)
  const answers = parts.flatMap((subtask) =>
    subtask.answer ? [bold(`\n${subtask.title}: `), plain(shorten(subtask.answer, 600))] : [],
  )
  return richText(
    section(bold(`${view.analysis.title} of ${shorten(view.fileName, 150)}`), plain(`\n${countsLine(view)}`)),
    ...view.summaries.map((summary) => section(plain(`\n${shorten(summary, 2000)}`))),
    section(...answers),
  )
}

function noticeBlocks(view: TaskView): KnownBlock[] {
  const { documentNote, budgetNote, receipt } = view
  const offline = receipt.notice
    ? `${receipt.notice[0]?.toUpperCase()}${receipt.notice.slice(1)}: clauses are found and quoted, not understood. Read them before you rely on them.`
    : null
  const warnings = [documentNote, budgetNote].map(
    (note) => note && `:warning: ${escapeText(shorten(note, 1000))}`,
  )
  const texts = [...warnings, offline]
  return texts.flatMap((text) =>
    text ? [{ type: 'context' as const, elements: [{ type: 'mrkdwn' as const, text }] }] : [],
  )
}

// What was asked for and is missing is a result too; so is a question that could not be asked.
function openBlocks(view: TaskView): KnownBlock[] {
  const failed = view.subtasks.filter((subtask) => subtask.state === 'failed')
  const missing =
    view.notFound.length === 0
      ? []
      : [bold('Not found in the document: '), plain(shorten(`${view.notFound.join(', ')}.`, 2500))]
  const unanswered = failed.flatMap((subtask) => [
    bold(`\nNot answered: ${subtask.title}. `),
    plain(subtask.error ?? ''),
  ])
  return missing.length + unanswered.length === 0 ? [] : [richText(section(...missing, ...unanswered))]
}

function receiptBlock(receipt: Receipt): KnownBlock {
  return {
    type: 'context',
    elements: [{ type: 'mrkdwn', text: escapeText(shorten(receiptLine(receipt), 1900)) }],
  }
}
