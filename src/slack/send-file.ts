import type { WebClient } from '@slack/web-api'
import type { Db } from '../db/connect.ts'
import { drawEvidence, type EvidenceOrder } from '../documents/evidence/page-evidence.ts'
import { AppError } from '../errors.ts'
import { exportFormats, exportName, exportTask, type ExportFormat } from '../exports/export-task.ts'
import type { Library } from '../prompts/library.ts'
import type { JobPayload } from '../queue/jobs.ts'
import type { CombinedFinding } from '../tasks/combine-findings.ts'
import { isResultRemoved } from '../tasks/removed.ts'
import { isFound, pageName } from '../tasks/task-lines.ts'
import { viewTask, type TaskView } from '../tasks/task-view.ts'
import { plain, richText, section, shorten } from './blocks/rich-text.ts'
import { deliverFile } from './deliver-file.ts'
import { noteFileSent } from './file-requests.ts'
import { deliver, type OutboxDeps } from './outbox.ts'
import { sendAudit } from './send-audit.ts'
import { toAppError } from './slack-errors.ts'
import type { PostedFile } from './thread-post.ts'

interface Deps extends OutboxDeps {
  db: Db
  client: WebClient
  library: Library
  maxMemoryMb: number
  auditKeys: Buffer[]
}

/** What somebody asked for in a thread, as a file there: the result for Word, Excel or programs, a quote's page, the record. */
export async function sendFile(deps: Deps, job: JobPayload<'send-file'>, signal: AbortSignal): Promise<void> {
  const { taskId, what, findingId, channelId, threadTs, requestId } = job
  if (what === 'audit') return sendAudit(deps, job)
  const view = await viewTask(deps, taskId)
  // Removed since it was asked for: the thread says so.
  if (isResultRemoved(view.removed)) return
  const place = { ownerId: requestId, aboutTaskId: taskId, channelId, threadTs }
  try {
    const file = isFormat(what)
      ? await exported(view, what)
      : await pictured(deps, { view, findingId: findingId ?? '' }, signal)
    if (file) {
      await deliverFile(deps, { ...place, kind: 'file', file })
      return await noteFileSent(deps.db, job, file)
    }
    const sorry = 'I cannot draw the page of this quote: the file is not a PDF, or could not be opened again.'
    await deliver(deps, { ...place, kind: 'no-file', blocks: [richText(section(plain(sorry)))] })
  } catch (error) {
    throw error instanceof AppError ? error : toAppError(error)
  }
}

function isFormat(what: string): what is ExportFormat {
  return exportFormats.some((format) => format === what)
}

const titles: Record<ExportFormat, string> = {
  docx: 'Report for Word',
  xlsx: 'Issues for Excel',
  json: 'Result for programs',
}

async function exported(view: TaskView, format: ExportFormat): Promise<PostedFile> {
  const title = `${titles[format]}: ${view.analysis.title} of ${view.fileName}`.slice(0, 200).toWellFormed()
  return { name: exportName(view, format), title, text: title, bytes: await exportTask(view, format) }
}

async function pictured(
  deps: Deps,
  { view, findingId }: { view: TaskView; findingId: string },
  signal: AbortSignal,
): Promise<PostedFile | null> {
  const finding = view.findings.find(({ id }) => id === findingId)
  if (!finding || !isFound(finding)) return null
  const found = await wordsOnPage(deps.db, view.id, finding)
  if (!found) return null
  const { maxMemoryMb } = deps
  const evidence = await drawEvidence({ ...found, maxMemoryMb }, signal)
  if (!evidence) return null
  const where = pageName(found.page, view)
  const unmarked = evidence.isMarked ? '' : ' (the place of its words could not be marked)'
  return {
    name: `page-${found.page}.png`,
    title: shorten(`${where}: ${finding.title}`, 200).toWellFormed(),
    text: `${where} of ${view.fileName}${unmarked}, with the quote: ${finding.quote ?? ''}`.toWellFormed(),
    bytes: evidence.png,
  }
}

// The quote's words so far as they stand on the page on which it begins.
async function wordsOnPage(
  db: Db,
  taskId: string,
  { page, start, end }: CombinedFinding,
): Promise<Omit<EvidenceOrder, 'maxMemoryMb'> | null> {
  const row = await db
    .selectFrom('task')
    .innerJoin('document', 'document.id', 'task.document_id')
    .select(['document.bytes', 'document.text', 'document.pages', 'document.kind'])
    .where('task.id', '=', taskId)
    .executeTakeFirst()
  const span = row?.pages?.find(({ number }) => number === page)
  if (!row || row.kind !== 'pdf' || row.text === null || !span || start === null || end === null) return null
  const quote = row.text.slice(start, Math.min(end, span.end))
  return { bytes: row.bytes, page: span.number, quote, isRecognised: span.ocr === 'ours' }
}
