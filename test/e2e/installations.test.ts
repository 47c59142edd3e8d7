import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { firstKey, openOAuthScene, secondKey, type OAuthScene } from '../support/oauth-scene.ts'
import { projectFolder, runCommand } from '../support/program.ts'
import type { Message } from '../../src/workspace/client-protocol.ts'
import { shown, type SlackUser } from '../support/slack-user.ts'
import { until } from '../support/until.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')

function text(name: string) {
  return {
    name,
    bytes: Buffer.from('Lease.\n\nThe rent is 900 pounds. Either party may give notice of one month.'),
  }
}

async function analyse(user: SlackUser, file: Parameters<SlackUser['drop']>[0]) {
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
    await analyse(here, text('lease.txt'))

    workspace.uninstall('T0ACME')
    await until(async () => (await installation(scene, 'T0ACME')).sealed === null, { what: 'the end' })
    await there.drop(text('unheard.txt'))
    await analyse(here, text('after.txt'))
    expect(
      (await there.state()).messages.some((message) => /What shall I do.*unheard/s.test(shown(message))),
    ).toBe(false)
    expect((await installation(scene, 'T0LOCAL')).sealed).not.toBeNull()

    expect(await scene.install('T0ACME')).toMatchObject({ status: 200 })
    await analyse(there, text('again.txt'))
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

test('what runs for a workspace ends when it takes the app away', async () => {
  await using scene = await openOAuthScene('socket')
  const { here, workspace, database } = scene
  await using program = await scene.start()
  await scene.install('T0LOCAL')
  const dropped = await here.drop(contract)
  await here.sees(dropped, 'What shall I do')
  workspace.faults.fail('files.info', { times: 1, delayMs: 5000 })
  await here.press(dropped, 'Contract analysis')
  const before = (await here.state()).messages.length
  workspace.uninstall('T0LOCAL')
  const task = async () => database.db.selectFrom('task').select(['state']).executeTakeFirstOrThrow()
  // A post that Slack refuses may end it before the news comes.
  const ends = ['cancelled', 'failed']
  await until(async () => ends.includes((await task()).state), { what: 'the end' })
  await until(() => program.output().includes('a team uninstalled the app'), { what: 'the news' })
  expect((await here.state()).messages.length).toBeLessThanOrEqual(before + 1)
}, 60_000)

test('a click or form with the id of another workspace’s task, file or document does nothing', async () => {
  await using scene = await openOAuthScene('http')
  const { here, there, workspace, database } = scene
  await using _program = await scene.start()
  await scene.install('T0LOCAL')
  await scene.install('T0ACME')
  const done = await analyse(here, contract)
  const [part] = await database.db.selectFrom('subtask').select(['id', 'task_id']).execute()
  await database.db
    .updateTable('subtask')
    .set({ state: 'failed' })
    .where('id', '=', part?.id ?? '')
    .execute()
  const open = await here.drop(text('lease.txt'))
  await here.sees(open, 'What shall I do')
  workspace.faults.fail('files.info', { times: 1, delayMs: 10_000 })
  const buttons = (await Promise.all([done, open].map(async (root) => buttonsOf(here, root)))).flat()
  expect(buttons.map(({ action_id: id }) => id)).toContain('start-analysis:analyze-contract')
  await here.press(open, 'Contract analysis')
  const tasks = () =>
    database.db.selectFrom('task').select(['id', 'state', 'team_id']).orderBy('created_at').execute()
  await until(async () => (await tasks())[1]?.state === 'reading', { what: 'a task that runs' })
  const before = await tasks()
  const messages = (await there.state()).messages.length
  const running = before[1]?.id ?? ''
  const click = (teamId: string, action: object) => ({
    type: 'block_actions',
    ...from(teamId),
    container: { type: 'message', channel_id: 'C0CONTRACTS', message_ts: '1.2' },
    channel: { id: 'C0CONTRACTS', name: 'contracts' },
    response_url: `${there.url}/response/none`,
    actions: [{ type: 'button', block_id: 'b', action_ts: '1.2', ...action }],
  })
  const others = [
    { action_id: 'rerun-task', value: running },
    { action_id: 'cancel-task', value: running },
    { action_id: 'retry-task', value: part?.task_id ?? '' },
  ]
  for (const action of [...buttons, ...others])
    expect(await scene.send(click('T0ACME', action))).toMatchObject({ status: 200 })
  const metadata = { analysis: 'analyze-contract', channelId: 'C0CONTRACTS' }
  for (const { id: taskId } of before)
    await scene.send({
      type: 'view_submission',
      ...from('T0ACME'),
      view: {
        id: 'V0FORGED',
        type: 'modal',
        callback_id: 'analysis',
        private_metadata: JSON.stringify({ ...metadata, again: { taskId, fileName: 'x' } }),
        state: { values: {} },
        blocks: [],
      },
    })
  expect(await tasks()).toEqual(before)
  expect((await there.state()).messages).toHaveLength(messages)
  expect((await there.state()).views).toEqual([])
  // The same click from where the task is does what it says.
  await scene.send(click('T0LOCAL', { action_id: 'cancel-task', value: running }))
  expect((await tasks())[1]?.state).toBe('cancelled')
  await scene.send(click('T0LOCAL', { action_id: 'retry-task', value: part?.task_id ?? '' }))
  const failed = database.db.selectFrom('subtask').select('id').where('state', '=', 'failed')
  expect(await failed.execute()).toEqual([])
}, 90_000)

test('keys rotate; a key that is missing stops the start and says so', async () => {
  await using scene = await openOAuthScene('http')
  const program = await scene.start()
  await scene.install('T0LOCAL')
  await program.kill('SIGTERM')
  const cli = async (key: string, ...words: string[]) =>
    runCommand(
      {
        home: scene.homeFolder,
        databaseUrl: scene.database.url,
        env: { ...scene.env, PARALEGAL_KEY: key },
      },
      ...words,
    )
  await expect(scene.start({ PARALEGAL_KEY: secondKey })).rejects.toThrow('PARALEGAL_KEY lacks a key')
  const refused = await cli(secondKey, 'keys', 'rotate')
  expect(refused.stderr).toContain('PARALEGAL_KEY lacks a key')
  const before = await installation(scene, 'T0LOCAL')
  expect((await cli(`${secondKey},${firstKey}`, 'keys', 'rotate')).stdout).toContain('1 of the installations')
  expect((await installation(scene, 'T0LOCAL')).key_id).not.toBe(before.key_id)
  await using again = await scene.start({ PARALEGAL_KEY: secondKey })
  await analyse(scene.here, contract)
  await again.kill('SIGTERM')
  expect((await cli(firstKey, 'keys', 'forget')).stdout).toContain('T0LOCAL')
  expect(await installation(scene, 'T0LOCAL')).toMatchObject({ sealed: null })
}, 120_000)

test('an installation that another browser began, or that was cancelled, changes nothing', async () => {
  await using scene = await openOAuthScene('http')
  await using _program = await scene.start()
  const stolen = await scene.install('T0LOCAL', { withoutCookie: true })
  expect(stolen).toMatchObject({ status: 400 })
  expect(stolen.html).toContain('another browser')
  const cancelled = await scene.install('')
  expect(cancelled.html).toContain('cancelled in Slack')
  expect(await scene.database.db.selectFrom('installation').selectAll().execute()).toEqual([])
}, 60_000)

function from(teamId: string) {
  return {
    team: { id: teamId, domain: 'forged' },
    user: { id: 'U0ADA', username: 'ada', name: 'Ada', team_id: teamId },
    api_app_id: 'A0PARALEGAL',
    token: 'local',
    trigger_id: 'none',
    enterprise: null,
    is_enterprise_install: false,
  }
}

async function buttonsOf(user: SlackUser, root: Message): Promise<{ action_id: string; value: string }[]> {
  const blocks = (await user.thread(root)).flatMap((message) => message.blocks)
  return blocks.flatMap((block) =>
    block.type === 'actions'
      ? block.elements.flatMap((element) =>
          element.type === 'button'
            ? [{ action_id: element.action_id ?? '', value: element.value ?? '' }]
            : [],
        )
      : [],
  )
}
