import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import { patiently } from '../../db/patiently.ts'
import type { StartTaskDeps } from '../../tasks/start-task.ts'
import { openFormAction, startAnalysisAction } from '../blocks/offer.ts'
import { Form } from '../form/form.ts'
import { openForm } from '../form/open-form.ts'
import { fittingAnalyses } from '../offer.ts'
import { sharesOf, type PlacedShare } from '../offer-analyses.ts'
import { startOffered } from '../start-offered.ts'
import { unlessOverLimit } from '../over-limit.ts'

/** A click on an offered analysis starts it in the files' thread, a second click finds it started; "With details…" asks more first. */
export function listenForStartButtons(app: App, deps: StartTaskDeps): void {
  app.action<BlockAction<ButtonAction>>(
    new RegExp(`^${startAnalysisAction}:`),
    async ({ ack, action, body, respond }) => {
      const analysis = action.action_id.slice(startAnalysisAction.length + 1)
      // Acknowledged when it is kept: a click that got lost shows, and is made again.
      const refusal = await unlessOverLimit(() =>
        patiently(async () => startAll(deps, analysis, await clickOf(deps, { action, body }))),
      )
      await ack()
      if (refusal !== null)
        await respond({ response_type: 'ephemeral', replace_original: false, text: refusal })
    },
  )

  app.action<BlockAction<ButtonAction>>(openFormAction, async ({ ack, action, body, client }) => {
    await ack()
    const { shares } = await clickOf(deps, { action, body })
    const fitting = await Promise.all(shares.map(async (share) => fittingAnalyses(deps, share)))
    const analyses = deps.library.offered.filter((each) => fitting.some(({ fits }) => fits.includes(each)))
    const [analysis] = analyses
    const [share] = shares
    if (!analysis || !share) return
    const files = shares
      .filter((_, index) => (fitting[index]?.fits.length ?? 0) > 0)
      .map(({ file_id: id, file_name: name }) => ({ id, name: name ?? 'file' }))
    const form = Form.parse({
      analysis: analysis.name,
      isChoosable: analyses.length > 1,
      channelId: share.channel_id,
      threadTs: share.thread_ts,
      files,
    })
    const asking = { triggerId: body.trigger_id, teamId: share.team_id, userId: body.user.id }
    await openForm({ ...deps, client }, { form, content: { analysis, analyses }, asking })
  })
}

interface Click {
  shares: PlacedShare[]
  userId: string
}

async function clickOf(
  { db }: StartTaskDeps,
  { action, body }: { action: ButtonAction; body: BlockAction },
): Promise<Click> {
  const shares = await sharesOf(db, action.value ?? '')
  // An id from another team's button opens nothing here.
  return { shares: shares.filter(({ team_id: team }) => team === body.team?.id), userId: body.user.id }
}

async function startAll(deps: StartTaskDeps, analysis: string, { shares, userId }: Click): Promise<void> {
  try {
    for (const share of shares) {
      const { fits } = await fittingAnalyses(deps, share)
      if (fits.some(({ name }) => name === analysis))
        await startOffered(deps, { share, analysis, requestedBy: userId })
    }
  } finally {
    // Of several files some may have been started.
    const offerId = shares[0]?.offer_id
    if (offerId) await deps.db.transaction().execute((trx) => deps.enqueue(trx, 'sync-offer', { offerId }))
  }
}
