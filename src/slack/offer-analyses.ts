import type { ActionsBlock, KnownBlock } from '@slack/types'
import type { Db } from '../db/connect.ts'
import type { DocumentKind } from '../documents/document.ts'
import { AppError } from '../errors.ts'
import type { Analysis, Library } from '../prompts/library.ts'
import type { JobPayload } from '../queue/jobs.ts'
import { bold, plain, richText, section } from './blocks/rich-text.ts'
import { readFile, type SlackFile } from './files.ts'
import { deliver, type OutboxDeps } from './outbox.ts'
import { toAppError } from './slack-errors.ts'

export const startAnalysisAction = 'start-analysis'

/** Answers a dropped file in its thread with the analyses that fit it; asked again, shows what was started. */
export async function offerAnalyses(
  deps: OutboxDeps & { library: Library },
  { fileShareId }: JobPayload<'offer-analyses'>,
): Promise<void> {
  try {
    const share = await deps.db
      .selectFrom('file_share')
      .selectAll()
      .where('id', '=', fileShareId)
      .executeTakeFirstOrThrow()
    const file = await readFile(deps.client, share.file_id)
    const threadTs = share.thread_ts ?? file.threadOf(share.channel_id)
    if (threadTs === null) throw notSharedYet(share.file_id)
    await deps.db
      .updateTable('file_share')
      .set({ file_name: file.name, thread_ts: threadTs })
      .where('id', '=', fileShareId)
      .execute()
    const started = await findStarted(deps.db, fileShareId)
    const blocks = offerBlocks(deps.library, { fileShareId, file, started })
    await deliver(deps, {
      ownerId: fileShareId,
      kind: 'offer',
      channelId: share.channel_id,
      threadTs,
      blocks,
    })
  } catch (error) {
    throw toAppError(error)
  }
}

/** The key of the task that a click on an offer starts: one task per share and analysis. */
export function offerKey(fileShareId: string, analysis: string): string {
  return `share:${fileShareId}:${analysis}`
}

// Slack tells of a file before it can say which message carries it.
function notSharedYet(fileId: string): AppError {
  return new AppError('file_download_failed', `file ${fileId} has no message yet`, {
    userMessage: 'Slack did not say where that file was shared. Please share it again.',
    retryable: true,
  })
}

interface Started {
  analysis: string
  requested_by: string
}

async function findStarted(db: Db, fileShareId: string): Promise<Started[]> {
  return db
    .selectFrom('task')
    .select(['analysis', 'requested_by'])
    .where('dedupe_key', 'like', `share:${fileShareId}:%`)
    .orderBy('created_at')
    .execute()
}

function offerBlocks(
  library: Library,
  offer: { fileShareId: string; file: SlackFile; started: Started[] },
): KnownBlock[] {
  const kind = kindOf(offer.file)
  const fitting = library.analyses.filter((analysis) => kind !== null && analysis.fits.includes(kind))
  if (fitting.length === 0) {
    return [
      richText(
        section(
          plain('I cannot read '),
          bold(offer.file.name),
          plain('. I read PDF, Word (.docx) and plain text files.'),
        ),
      ),
    ]
  }
  const open = fitting.filter(
    (analysis) => !offer.started.some((started) => started.analysis === analysis.name),
  )
  const said = offer.started.map((started) => startedBlock(library, started))
  if (open.length === 0) return said
  const question = richText(section(plain('What shall I do with '), bold(offer.file.name), plain('?')))
  return [question, ...said, buttons(open, offer.fileShareId)]
}

function startedBlock(library: Library, started: Started): KnownBlock {
  const title = library.find(started.analysis)?.title ?? started.analysis
  return richText(
    section({ type: 'user', user_id: started.requested_by }, plain(' started '), bold(title), plain('.')),
  )
}

function buttons(analyses: Analysis[], fileShareId: string): ActionsBlock {
  return {
    type: 'actions',
    elements: analyses.slice(0, 25).map((analysis, index) => ({
      type: 'button',
      action_id: `${startAnalysisAction}:${analysis.name}`,
      text: { type: 'plain_text', text: analysis.title.slice(0, 75) },
      value: fileShareId,
      ...(index === 0 ? { style: 'primary' as const } : {}),
    })),
  }
}

const imageTypes = /^image\/(?:png|jpeg|gif|webp)$/

// Only for the offer; what the file really is, is decided from its bytes when it is read.
function kindOf(file: SlackFile): DocumentKind | null {
  const ending = file.name.toLowerCase().match(/\.([a-z0-9]+)$/)?.[1] ?? ''
  if (ending === 'pdf' || file.mimetype === 'application/pdf') return 'pdf'
  if (ending === 'docx' || file.mimetype.includes('wordprocessingml')) return 'docx'
  if (['png', 'jpg', 'jpeg', 'gif', 'webp'].includes(ending) || imageTypes.test(file.mimetype)) return 'image'
  if (['txt', 'md', 'text'].includes(ending) || file.mimetype.startsWith('text/plain')) return 'text'
  return null
}
