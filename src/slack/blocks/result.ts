import type { KnownBlock } from '@slack/types'
import { restsOn } from '../../tasks/rests-on.ts'
import { countsLine, noticesOf, receiptLine } from '../../tasks/task-lines.ts'
import type { TaskView } from '../../tasks/task-view.ts'
import { answerBlocks } from './answers.ts'
import { disagreementBlocks } from './disagreements.ts'
import { brief, findingBlocks } from './findings.ts'
import { findingsTable, maxTableRows } from './findings-table.ts'
import { pickFindings } from './pick-findings.ts'
import { bold, header, note, plain, richText, section, shorten } from './rich-text.ts'

/** A finished task's result, in the order it is read; `splitMessages` cuts it to Slack's sizes. */
export function resultBlocks(view: TaskView): KnownBlock[] {
  const { featured, rest } = pickFindings(view.findings)
  return [
    header(`${view.analysis.title} of ${shorten(view.fileName, 100)}`),
    richText(section(bold(countsLine(view)))),
    ...restsOnBlocks(view),
    ...answerBlocks(view, 'brief'),
    ...voteBlocks(view),
    ...noticeBlocks(view),
    ...findingBlocks(featured, view, brief),
    ...restBlocks(rest, view),
    ...disagreementBlocks(view),
    ...openBlocks(view),
    note(receiptLine(view)),
  ]
}

function voteBlocks({ ballot }: TaskView): KnownBlock[] {
  return ballot && !ballot.closed
    ? [note('The summary is being chosen: the drafts to vote for stand below.')]
    : []
}

function restsOnBlocks(view: TaskView): KnownBlock[] {
  const words = restsOn(view).map((piece) =>
    typeof piece === 'string' ? plain(piece) : { type: 'user' as const, user_id: piece.by },
  )
  return words.length === 0 ? [] : [richText(section(...words))]
}

function restBlocks(rest: TaskView['findings'], view: TaskView): KnownBlock[] {
  if (rest.length === 0) return []
  const isGrave = rest.some(({ severity }) => severity === 'high' || severity === 'medium')
  const label = isGrave ? 'More findings' : 'Low and for information'
  const more = rest.length - maxTableRows
  return [
    header(`${label} (${rest.length})`),
    findingsTable(rest, view),
    ...(more > 0 ? [note(`And ${more} more, which the report has.`)] : []),
  ]
}

function noticeBlocks(view: TaskView): KnownBlock[] {
  const { receipt } = view
  const offline = receipt.notice
    ? `${receipt.notice[0]?.toUpperCase()}${receipt.notice.slice(1)}: clauses are found and quoted, not understood. Read them before you rely on them.`
    : null
  const warnings = noticesOf(view).map((text) => `⚠ ${shorten(text, 600)}`)
  return [...warnings, offline].flatMap((text) => (text ? [note(text)] : []))
}

// What was asked for and is missing is a result too; so is a question that could not be asked.
function openBlocks(view: TaskView): KnownBlock[] {
  const failed = view.subtasks.filter((subtask) => subtask.state === 'failed')
  const missing =
    view.notFound.length === 0
      ? []
      : [bold('Not found in the document: '), plain(shorten(`${view.notFound.join(', ')}.`, 1500))]
  const unanswered = failed
    .slice(0, 10)
    .flatMap(({ title, error }) => [
      bold(`\nNot answered: ${shorten(title, 100)}. `),
      plain(shorten(error ?? '', 200)),
    ])
  const more = failed.length > 10 ? [plain(`\nAnd ${failed.length - 10} more parts.`)] : []
  return missing.length + unanswered.length === 0
    ? []
    : [richText(section(...missing, ...unanswered, ...more))]
}
