import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { firstKey, openOAuthScene, secondKey, type OAuthScene } from '../support/oauth-scene.ts'
import { projectFolder, runCommand } from '../support/program.ts'
import { shown, type SlackUser } from '../support/slack-user.ts'
import { until } from '../support/until.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')
const other = join(projectFolder, 'test/fixtures/lease.txt')

async function analyse(user: SlackUser, file: string) {
  const dropped = await user.drop(file)
  await user.press(dropped, 'Contract analysis')
  await user.sees(dropped, 'offline/offline-extractive')
  return dropped
}

async function everyRow({ database }: OAuthScene): Promise<string> {
  const tables = await sql<{ name: string }>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`.execute(database.db)
  const dumps = await Promise.all(
    tables.rows.map(({ name }) =>
      sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(database.db),
    ),
  )
  return dumps.flatMap(({ rows }) => rows.map(({ row }) => row)).join('\n')
}

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('two workspaces install, each sees its own, and one that leaves does not disturb the other', async () => {
    await using scene = await openOAuthScene(mode)
    const { here, there, workspace, database } = scene
    const first = await scene.start()
    expect(first.output()).toContain(`${scene.baseUrl}/slack/install (SLACK_CLIENT_ID is set)`)
    expect(await scene.install('T0LOCAL')).toMatchObject({ status: 200 })
    expect((await scene.install('T0ACME')).html).toContain('Acme &lt;Legal&gt;')

    const mine = await analyse(here, contract)
    const theirs = await analyse(there, contract)
    expect(JSON.stringify(await here.thread(mine))).toContain('agency.pdf')
    expect((await here.state()).messages.some(({ ts }) => ts === theirs.ts)).toBe(false)
    const tasks = await database.db.selectFrom('task').select(['team_id', 'document_id']).execute()
    expect(tasks.map(({ team_id: team }) => team).toSorted()).toEqual(['T0ACME', 'T0LOCAL'])
    expect(new Set(tasks.map(({ document_id: id }) => id)).size).toBe(2)
    expect(await there.says('/paralegal', 'status')).toBe('Nothing of yours is running or waiting.')

    const rows = await everyRow(scene)
    expect(rows).toContain('T0ACME')
    expect(rows).not.toContain('xoxb-')
    expect(first.output()).not.toContain('xoxb-')

    await first.kill('SIGTERM')
    await using second = await scene.start()
    await analyse(here, other)

    workspace.uninstall('T0ACME')
    await until(async () => (await installation(scene, 'T0ACME')).sealed === null, { what: 'the end' })
    await there.drop(other)
    await analyse(here, join(projectFolder, 'test/fixtures/nda.txt'))
    expect((await there.state()).messages.some((message) => shown(message).includes('What shall I do'))).toBe(
      false,
    )
    expect((await installation(scene, 'T0LOCAL')).sealed).not.toBeNull()

    expect(await scene.install('T0ACME')).toMatchObject({ status: 200 })
    await analyse(there, join(projectFolder, 'test/fixtures/nda.txt'))
    expect(second.output()).not.toContain('xoxb-')
  }, 180_000)
})

async function installation({ database }: OAuthScene, teamId: string) {
  return database.db
    .selectFrom('installation')
    .selectAll()
    .where('team_id', '=', teamId)
    .executeTakeFirstOrThrow()
}

void firstKey
void secondKey
void runCommand
