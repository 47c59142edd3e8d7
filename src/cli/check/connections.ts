import { sql } from 'kysely'
import { poolSize } from '../../db/connect.ts'
import { processName } from '../../process-name.ts'
import { queuePoolSize } from '../../queue/queue.ts'
import type { CheckContext } from './context.ts'
import { ok, warning, type Outcome } from './outcome.ts'

/** The queue's pool has one more, which listens. */
const perProcess = poolSize + queuePoolSize + 1

/** Whether the server has connections enough for one more process of this program. */
export async function checkConnections(context: CheckContext): Promise<Outcome> {
  const { db } = await context.database()
  const { rows } = await sql<{ allowed: number; used: number }>`
    select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as allowed,
           (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as used`.execute(
    db,
  )
  const { allowed = 0, used = 0 } = rows[0] ?? {}
  const said = `${used} of ${allowed} are in use; a process takes up to ${perProcess}`
  if (allowed - used >= perProcess) return ok(said)
  return warning(
    said,
    `Set max_connections to ${perProcess} for each bot and worker and some more, or run fewer of them; else they wait for one another or cannot start.`,
  )
}

/** Whether other processes on this database have another version, or other settings that should be the same. */
export async function checkProcesses(context: CheckContext): Promise<Outcome> {
  const { db } = await context.database()
  const { rows } = await sql<{ name: string; places: number }>`
    select application_name as name, count(distinct client_addr)::int as places from pg_stat_activity
    where datname = current_database() and application_name ~ '^paralegal [0-9]' group by 1 order by 1`.execute(
    db,
  )
  const ours = processName(context.settings.config)
  const others = rows.map(({ name }) => name).filter((name) => name !== ours)
  if (rows.length === 0) return ok('none runs on this database now')
  if (others.length === 0) return ok(`those that run are as this one (${ours})`)
  return warning(
    `this one would be ${ours}; ${others.join(', ')} ${others.length > 1 ? 'run' : 'runs'} too`,
    'As it should be while a new version is brought in. Else give all processes the same version, model, budgets, admins and access.',
  )
}
