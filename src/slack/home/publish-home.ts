import { createHash } from 'node:crypto'
import type { WebClient } from '@slack/web-api'
import type { Db } from '../../db/connect.ts'
import type { Logger } from '../../log.ts'
import type { Library } from '../../prompts/library.ts'
import type { JobPayload } from '../../queue/jobs.ts'
import { slackErrorCode, toAppError } from '../slack-errors.ts'
import type { Person } from './home-tasks.ts'
import { homeView } from './home-view.ts'
import { permalinksOf, type KnownPermalinks } from './permalinks.ts'
import { readHome } from './read-home.ts'

export interface PublishHomeDeps {
  db: Db
  client: WebClient
  library: Library
  admins: string[]
  log: Logger
  known: KnownPermalinks
}

/** Brings a person's Home tab up to date. One at a time per person; what stands there already is not published again. */
export async function publishHome(
  deps: PublishHomeDeps,
  { teamId, userId }: Pick<JobPayload<'publish-home'>, 'teamId' | 'userId'>,
): Promise<void> {
  const person = { teamId, userId }
  try {
    const content = await readHome({ ...deps, permalinks: permalinksOf(deps) }, person)
    const view = homeView(content)
    const hash = createHash('sha256').update(JSON.stringify(view)).digest('hex')
    if (hash === (await findHash(deps.db, person))) return
    await deps.client.views.publish({ user_id: userId, view })
    await keepHash(deps.db, person, hash)
  } catch (error) {
    const code = slackErrorCode(error)
    // The app may have no Home tab where its manifest is an older one.
    if (code === 'not_enabled')
      return deps.log.warn({ slackError: code }, 'slack shows no home tab of this app')
    throw toAppError(error)
  }
}

async function findHash(db: Db, { teamId, userId }: Person): Promise<string | null> {
  const row = await db
    .selectFrom('home_opened')
    .select('content_hash')
    .where('team_id', '=', teamId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return row?.content_hash ?? null
}

async function keepHash(db: Db, { teamId, userId }: Person, hash: string): Promise<void> {
  await db
    .updateTable('home_opened')
    .set({ content_hash: hash })
    .where('team_id', '=', teamId)
    .where('user_id', '=', userId)
    .execute()
}
