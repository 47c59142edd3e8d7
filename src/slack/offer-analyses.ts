import { randomUUID } from 'node:crypto'
import type { WebClient } from '@slack/web-api'
import type { Selectable } from 'kysely'
import type { Db, Trx } from '../db/connect.ts'
import type { FileShareTable } from '../db/slack-tables.ts'
import { AppError } from '../errors.ts'
import type { JobPayload } from '../queue/jobs.ts'
import type { StartTaskDeps } from '../tasks/start-task.ts'
import { kindOf } from './file-kind.ts'
import { readFile } from './files.ts'
import { fittingAnalyses } from './offer.ts'
import { startWhenFree } from './over-limit.ts'
import { callSlack } from './pace.ts'
import { toAppError } from './slack-errors.ts'
import { startOffered } from './start-offered.ts'
import { wishedAnalysis } from './wished-analysis.ts'

export type Share = Selectable<FileShareTable>

type Deps = StartTaskDeps & { client: WebClient }

/**
 * A file that was shared where we are: finds the message that carries it, and does what the channel's rule says: starts
 * the analysis at once, or has it offered together with the message's other files.
 */
export async function offerAnalyses(
  deps: Deps,
  { fileShareId }: JobPayload<'offer-analyses'>,
): Promise<void> {
  try {
    const share = await deps.db
      .selectFrom('file_share')
      .selectAll()
      .where('id', '=', fileShareId)
      .executeTakeFirstOrThrow()
    const placed = await place(deps, share)
    if (placed === null) return
    const { start: ruled, fits } = await fittingAnalyses(deps, placed)
    const start = ruled ?? (await wishedAnalysis(deps.db, placed, fits))
    if (start) {
      const offered = { share: placed, analysis: start.name, requestedBy: share.user_id }
      await startWhenFree(deps.client, placeOf(placed), () => startOffered(deps, offered))
    }
    await deps.db
      .transaction()
      .execute((trx) => deps.enqueue(trx, 'sync-offer', { offerId: placed.offer_id }))
  } catch (error) {
    throw toAppError(error)
  }
}

function placeOf({ user_id: userId, channel_id: channelId, thread_ts: threadTs }: PlacedShare) {
  return { userId, channelId, threadTs }
}

export type PlacedShare = Share & { offer_id: string; thread_ts: string }

// Null where Slack told of it twice: the same file of the same message is there already.
async function place(deps: Deps, share: Share): Promise<PlacedShare | null> {
  const file = await callSlack(deps, { method: 'files.info' }, () => readFile(deps.client, share.file_id))
  const at = file.shareIn(share.channel_id, share.event_ts)
  if (at === null) throw notSharedYet(share.file_id)
  const threadTs = at.threadTs ?? at.ts
  return deps.db.transaction().execute(async (trx) => {
    const offerId = await findOffer(trx, { ...share, message_ts: at.ts, thread_ts: threadTs })
    // Its row is locked by now: of two that come at once the second sees the first.
    const twin = await trx
      .selectFrom('file_share')
      .select('id')
      .where('offer_id', '=', offerId)
      .where('file_id', '=', share.file_id)
      .where('id', '!=', share.id)
      .executeTakeFirst()
    if (twin) return null
    const found = { file_name: file.name, kind: kindOf(file), thread_ts: threadTs, offer_id: offerId }
    await trx.updateTable('file_share').set(found).where('id', '=', share.id).execute()
    return { ...share, ...found }
  })
}

async function findOffer(
  trx: Trx,
  of: Pick<Share, 'team_id' | 'channel_id'> & { message_ts: string; thread_ts: string },
): Promise<string> {
  const { team_id, channel_id, message_ts, thread_ts } = of
  const row = await trx
    .insertInto('file_offer')
    .values({ id: randomUUID(), team_id, channel_id, message_ts, thread_ts })
    // A no-op update, so that the row that is already there is returned.
    .onConflict((conflict) => conflict.constraint('file_offer_unique').doUpdateSet({ thread_ts }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** The shares of one message, as they came. */
export async function sharesOf(db: Db, offerId: string): Promise<PlacedShare[]> {
  const shares = await db
    .selectFrom('file_share')
    .selectAll()
    .where('offer_id', '=', offerId)
    .orderBy('event_ts')
    .orderBy('created_at')
    .execute()
  return shares as PlacedShare[]
}

// Slack tells of a file before it can say which message carries it.
function notSharedYet(fileId: string): AppError {
  return new AppError('file_download_failed', `file ${fileId} has no message yet`, {
    userMessage: 'Slack did not say where that file was shared. Please share it again.',
    retryable: true,
  })
}
