import type { App, BlockAction, ButtonAction } from '@slack/bolt'
import { patiently } from '../../db/patiently.ts'
import { AppError } from '../../errors.ts'
import { cancelTask } from '../../tasks/cancel-task.ts'
import { retryTask, type RetryDeps } from '../../tasks/retry-task.ts'
import { isFirstTime } from '../first-time.ts'
import { homeActions } from '../home/home-task-blocks.ts'
import { chartAction } from '../home/home-view.ts'
import { askForChart } from './paralegal-command.ts'
import type { Person } from '../home/home-tasks.ts'
import { noticeView } from '../notice-view.ts'

type Act = (deps: RetryDeps, taskId: string) => Promise<boolean>

/** Somebody opens the Home tab, or presses one of its buttons. */
export function listenForHome(app: App, deps: RetryDeps): void {
  app.event('app_home_opened', async ({ event, body }) => {
    if (event.tab !== 'home') return
    const person = { teamId: body.team_id, userId: event.user }
    await patiently(() => noteOpened(deps, person, body.event_id))
  })

  const acts: Record<string, Act> = { [homeActions.cancel]: cancelTask, [homeActions.retry]: retryTask }
  for (const [actionId, act] of Object.entries(acts)) {
    app.action<BlockAction<ButtonAction>>(actionId, async ({ ack, action, body, client }) => {
      const person = { teamId: body.team?.id ?? '', userId: body.user.id }
      const refusal = await actFor(deps, act, { ...person, taskId: action.value ?? '' })
      // When it is done: a click that got lost shows, and is made again.
      await ack()
      if (refusal !== null)
        await client.views.open({ trigger_id: body.trigger_id, view: noticeView('Not done', refusal) })
    })
  }

  app.action(chartAction, async ({ ack, body }) => {
    await askForChart(deps, { teamId: body.team?.id ?? '', userId: body.user.id })
    await ack()
  })

  // Slack opens the address by itself, and still waits for an acknowledgement.
  app.action(homeActions.open, async ({ ack }) => ack())
}

async function noteOpened(
  { db, enqueue }: RetryDeps,
  { teamId, userId }: Person,
  eventId: string,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (!(await isFirstTime(trx, eventId))) return
    const now = { opened_at: new Date(), content_hash: null }
    await trx
      .insertInto('home_opened')
      .values({ team_id: teamId, user_id: userId, ...now })
      .onConflict((conflict) => conflict.columns(['team_id', 'user_id']).doUpdateSet(now))
      .execute()
    await enqueue(trx, 'publish-home', { teamId, userId, isOpened: true })
  })
}

// Why it was not done, in words for the person who clicked; null where it was.
async function actFor(
  deps: RetryDeps,
  act: Act,
  { taskId, teamId, userId }: Person & { taskId: string },
): Promise<string | null> {
  const task = await deps.db
    .selectFrom('task')
    .select('id')
    .where('id', '=', taskId)
    .where('team_id', '=', teamId)
    .where('requested_by', '=', userId)
    .executeTakeFirst()
  if (!task) return 'That analysis is not yours, or is gone.'
  try {
    await act(deps, task.id)
    // What it shows may be outdated, even where nothing was left to do.
    await deps.db
      .transaction()
      .execute((trx) => deps.enqueue(trx, 'publish-home', { teamId, userId, isOpened: true }))
    return null
  } catch (error) {
    if (error instanceof AppError) return error.userMessage
    throw error
  }
}
