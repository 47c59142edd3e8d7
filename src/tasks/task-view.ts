import type { Selectable } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { SubtaskState, SubtaskTable, TaskState } from '../db/schema.ts'
import type { DocumentKind, DocumentWarning, Page } from '../documents/document.ts'
import type { Library } from '../prompts/library.ts'
import { AppError } from '../errors.ts'
import { mostAgreed } from './agreement.ts'
import { viewBallot, type BallotView } from './ballot-view.ts'
import type { CombinedFinding } from './combine-findings.ts'
import { viewExample, type ExampleView } from './example-view.ts'
import { missingEverywhere } from './missing-everywhere.ts'
import { findRemoved, type Removed } from './removed.ts'
import { findQueuePosition } from './queue-position.ts'
import { readFindings } from './read-findings.ts'
import { receiptOf, type Receipt } from './receipt.ts'
import { countSections, sectionView, type SectionView } from './section-view.ts'
import type { Task } from './task-state.ts'
import { passing, type VariationView } from './variation-views.ts'

/** Everything that may be shown of a task, wherever it is shown: thread, command line, JSON. */
export interface TaskView {
  id: string
  state: TaskState
  analysis: { name: string; title: string }
  fileName: string
  /** Where the file opens in a browser; null where it did not come from Slack. */
  fileUrl: string | null
  requestedBy: string
  channelId: string | null
  threadTs: string | null
  /** Whether the bot's first message opens the thread. */
  opensThread: boolean
  /** Of a private one: where it was asked for, and whether its result was shared there. */
  origin: { channelId: string; threadTs: string | null; isShared: boolean } | null
  /** Null where it was the person who asked. */
  cancelledBy: string | null
  /** False where page numbers mean nothing (Word, plain text). */
  paged: boolean
  pages: number | null
  /** Null before it is read. */
  documentKind: DocumentKind | null
  /** The document's pages; empty before it is read. */
  pageList: Page[]
  /** What people must know of the document before they rely on the result. */
  warnings: DocumentWarning[]
  /** What people should know about the document: pages that are pictures; or null. */
  documentNote: string | null
  /** What people should know about what was kept from the model; or null. */
  privacyNote: string | null
  /** What people should know about the money; or null. */
  budgetNote: string | null
  /** US dollars, reckoned before the first question; null before that, and where a price is unknown. */
  estimateUsd: number | null
  /** Which one it will be among those that wait; null once it is worked on. */
  queuePosition: number | null
  /** How many answers to every question. */
  variations: number
  /** What each is made with, and whether it stood the checks; empty before the document is read. */
  variationList: VariationView[]
  subtasks: SubtaskView[]
  /** In how many sections the document was read, as it is longer than is read at once; null where it is not. */
  sections: number | null
  /** The vote on their texts, where there is one. */
  ballot: BallotView | null
  /** Whether it was proposed as an example, and what came of it. */
  example: ExampleView | null
  /** The variation whose text is the result; null while people vote. */
  chosen: number | null
  /** What the combining subtask of the chosen variation says. */
  summaries: string[]
  /** By severity, then by place in the document. */
  findings: CombinedFinding[]
  notFound: string[]
  /** Whether somebody asked for the full report as a file. */
  reportAsked: boolean
  quotes: { checked: number; verified: number; repaired: number; unverified: number }
  error: { code: string; message: string } | null
  /** What of it is gone; null where all is there. */
  removed: Removed | null
  receipt: Receipt
}

export interface SubtaskView {
  name: string
  /** With the name of its section: "Risk areas, pages 41–83". */
  title: string
  kind: 'part' | 'combine'
  variation: number
  /** Of a long document, what it reads of its text; null for all of it. */
  section: SectionView | null
  state: SubtaskState
  answer: string | null
  findings: number
  error: string | null
}

/** Reads a task for showing. Throws `task_not_found`. */
export async function viewTask(deps: { db: Db; library: Library }, taskId: string): Promise<TaskView> {
  const task = await deps.db
    .selectFrom('task')
    .leftJoin('document', 'document.id', 'task.document_id')
    .selectAll('task')
    .leftJoin('prompt_version', 'prompt_version.hash', 'task.prompt_hash')
    .select([
      'document.paged',
      'document.pages',
      'document.warnings',
      'document.kind',
      'document.removed_at as document_removed_at',
      'document.removal_id as document_removal_id',
      'prompt_version.title as analysis_title',
      'prompt_version.git_commit as prompt_commit',
    ])
    .where('task.id', '=', taskId)
    .executeTakeFirst()
  if (!task) throw notFound(taskId)
  const subtasks = await deps.db
    .selectFrom('subtask')
    .selectAll()
    .where('task_id', '=', taskId)
    .orderBy('variation')
    .orderBy('position')
    .orderBy('section_start')
    .execute()
  const { rows: findings, variations: variationList, combined } = await readFindings(deps.db, taskId)
  const ballot = await viewBallot(deps.db, taskId)
  const chosen = ballot ? (ballot.closed?.winner ?? null) : chosenByAgreement(combined, variationList)
  const document = { paged: task.paged ?? false, pages: task.pages ?? [] }
  const marks = combined.map((finding) => finding.mark)
  return {
    id: task.id,
    state: task.state,
    analysis: {
      name: task.analysis,
      title: task.analysis_title ?? deps.library.find(task.analysis)?.title ?? task.analysis,
    },
    fileName: task.file_name,
    fileUrl: task.source_file_url,
    requestedBy: task.requested_by,
    channelId: task.channel_id,
    threadTs: task.thread_ts,
    opensThread: task.opens_thread,
    origin: originOf(task),
    cancelledBy: task.cancelled_by,
    paged: task.paged ?? false,
    pages: task.paged ? (task.pages?.length ?? null) : null,
    documentKind: task.kind,
    pageList: task.pages ?? [],
    warnings: task.warnings ?? [],
    documentNote: task.document_note,
    privacyNote: task.privacy_note,
    budgetNote: task.budget_note,
    estimateUsd: task.estimate_usd === null ? null : Number(task.estimate_usd),
    queuePosition: await findQueuePosition(deps.db, task),
    variations: task.variations,
    variationList,
    subtasks: subtasks.map((subtask) => ({
      name: subtask.name,
      ...sectionView(subtask, { subtasks, document }),
      kind: subtask.kind,
      variation: subtask.variation,
      state: subtask.state,
      answer: subtask.answer,
      findings: findings.filter((finding) => finding.subtask_id === subtask.id).length,
      error: subtask.error_message,
    })),
    sections: countSections(subtasks),
    ballot,
    example: await viewExample(deps.db, taskId),
    chosen,
    summaries: subtasks.flatMap((subtask) =>
      subtask.kind === 'combine' && subtask.variation === chosen && subtask.answer !== null
        ? [subtask.answer]
        : [],
    ),
    findings: combined,
    notFound: notFoundOf(subtasks, variationList),
    reportAsked: task.report_asked_at !== null,
    quotes: {
      checked: marks.filter((mark) => mark !== null).length,
      verified: marks.filter((mark) => mark === 'verified').length,
      repaired: marks.filter((mark) => mark === 'repaired').length,
      unverified: marks.filter((mark) => mark === 'unverified').length,
    },
    error: task.error_code ? { code: task.error_code, message: task.error_message ?? '' } : null,
    removed: await findRemoved(deps.db, {
      answersAt: task.answers_removed_at,
      promptsAt: task.prompts_removed_at,
      documentAt: task.document_removed_at,
      removalId: task.answers_removed_at ? task.removal_id : (task.document_removal_id ?? task.removal_id),
    }),
    receipt: await receiptOf(deps.db, task, subtasks),
  }
}

function notFoundOf(
  subtasks: Pick<Selectable<SubtaskTable>, 'name' | 'variation' | 'state' | 'not_found'>[],
  variations: VariationView[],
): string[] {
  const shown = passing(variations)
  const rest = subtasks.filter(({ variation }) => shown.includes(variation))
  const questions = Map.groupBy(rest, ({ name, variation }) => `${variation} ${name}`)
  return [...new Set([...questions.values()].flatMap(missingEverywhere))]
}

// Before there are answers nothing is chosen.
function chosenByAgreement(combined: CombinedFinding[], variationList: VariationView[]): number | null {
  return variationList.length === 0 ? null : mostAgreed(combined, passing(variationList))
}

function originOf(
  task: Pick<Task, 'origin_channel_id' | 'origin_thread_ts' | 'shared_at'>,
): TaskView['origin'] {
  if (task.origin_channel_id === null) return null
  const { origin_channel_id: channelId, origin_thread_ts: threadTs, shared_at: sharedAt } = task
  return { channelId, threadTs, isShared: sharedAt !== null }
}

function notFound(taskId: string): AppError {
  return new AppError('task_not_found', `no task ${taskId}`, {
    userMessage: `There is no task ${taskId}. \`npx paralegal log\` lists the latest ones.`,
  })
}
