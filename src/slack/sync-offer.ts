import type { Db } from '../db/connect.ts'
import type { JobPayload } from '../queue/jobs.ts'
import type { Library } from '../prompts/library.ts'
import { clearPosts } from './clear-posts.ts'
import { offerBlocks, type Offered } from './blocks/offer.ts'
import { fittingAnalyses } from './offer.ts'
import { sharesOf, type PlacedShare } from './offer-analyses.ts'
import { deliver, type OutboxDeps } from './outbox.ts'
import { toAppError } from './slack-errors.ts'
import { offerKey } from './start-offered.ts'
import { wishedAnalysis } from './wished-analysis.ts'

type Deps = OutboxDeps & { library: Library }

/** Brings the offer for a message's files in line with what can be asked of them and what was. One at a time per offer. */
export async function syncOffer(deps: Deps, { offerId }: JobPayload<'sync-offer'>): Promise<void> {
  try {
    const all = await sharesOf(deps.db, offerId)
    // A file that was removed has no name any more.
    const shares = all.filter(({ file_name }) => file_name !== null)
    const [first] = shares
    if (!first) return await clearPosts(deps, { ownerId: offerId, threadTs: all[0]?.thread_ts ?? null })
    const files = await Promise.all(shares.map(async (share) => offered(deps, share)))
    const blocks = offerBlocks(offerId, files)
    // What started by itself speaks for itself; an offer that stands there is brought in line.
    const isNeeded = files.some(({ open, isRefused }) => open.length > 0 || isRefused)
    if (!isNeeded && !(await isPosted(deps.db, offerId))) return
    const place = { channelId: first.channel_id, threadTs: first.thread_ts }
    await deliver(deps, { ownerId: offerId, kind: 'offer', ...place, blocks })
  } catch (error) {
    throw toAppError(error)
  }
}

async function isPosted(db: Db, offerId: string): Promise<boolean> {
  const post = await db.selectFrom('post').select('id').where('owner_id', '=', offerId).executeTakeFirst()
  return post !== undefined
}

async function offered(deps: Deps, share: PlacedShare): Promise<Offered> {
  const { fits, ask, isIgnored } = await fittingAnalyses(deps, share)
  // Who said what they want is not asked.
  const asked = (await wishedAnalysis(deps.db, share, fits)) === null ? ask : []
  const started = await deps.db
    .selectFrom('task')
    .select(['analysis', 'requested_by', 'dedupe_key'])
    .where('dedupe_key', 'like', `${offerKey(share.id, '')}%`)
    .orderBy('created_at')
    .execute()
  return {
    fileName: share.file_name ?? 'file',
    isRefused: fits.length === 0 && !isIgnored && (share.channel_id.startsWith('D') || !isMedia(share)),
    open: asked.filter(({ name }) => !started.some(({ analysis }) => analysis === name)),
    started: started.map(({ analysis, requested_by: by }) => ({
      title: deps.library.find(analysis)?.title ?? analysis,
      by,
    })),
  }
}

// Pictures and recordings are shared for many reasons; in a direct message they are meant for us.
function isMedia({ kind, file_name }: PlacedShare): boolean {
  return (
    kind === 'image' ||
    /\.(?:heic|svg|bmp|tiff?|mp[34]|m4[av]|mov|avi|mkv|webm|wav|ogg|flac)$/i.test(file_name ?? '')
  )
}
