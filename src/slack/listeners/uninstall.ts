import type { App } from '@slack/bolt'
import { paralegal } from '../../audit/kinds.ts'
import type { Db } from '../../db/connect.ts'
import { patiently } from '../../db/patiently.ts'
import type { Logger } from '../../log.ts'
import type { Enqueue } from '../../queue/jobs.ts'
import { cancelTask } from '../../tasks/cancel-task.ts'
import { openStates } from '../../tasks/task-state.ts'
import { endInstallation } from '../installations.ts'

/** A team that takes the app away: its tokens are forgotten and what runs for it ends. Told twice, nothing more happens. */
export function listenForUninstalls(app: App, deps: { db: Db; enqueue: Enqueue; log: Logger }): void {
  app.event('app_uninstalled', async ({ body }) => {
    await patiently(() => end(deps, body.team_id, body.event_time))
  })
  app.event('tokens_revoked', async ({ event, body }) => {
    // Those of single people are not ours.
    if (!event.tokens.bot?.length) return
    await patiently(() => end(deps, body.team_id, body.event_time))
  })
}

async function end(
  deps: { db: Db; enqueue: Enqueue; log: Logger },
  teamId: string,
  eventTime: number,
): Promise<void> {
  if (!(await endInstallation(deps.db, teamId, new Date(eventTime * 1000)))) return
  const tasks = await deps.db
    .selectFrom('task')
    .select('id')
    .where('team_id', '=', teamId)
    .where('state', 'in', openStates)
    .execute()
  for (const { id } of tasks) await cancelTask(deps, id, paralegal)
  deps.log.info({ teamId, tasks: tasks.length }, 'a team uninstalled the app')
}
