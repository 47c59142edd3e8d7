import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { purge } from '../../src/removal/purge.ts'
import type { Message } from '../../src/workspace/client-protocol.ts'
import { findInDatabase, findOnDisk } from '../support/find-marker.ts'
import { makeHome, runCommand, startProgram, type Program } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'

let database: TestDatabase
let home: Awaited<ReturnType<typeof makeHome>>
let program: Program
let ada: SlackUser

beforeAll(async () => {
  database = await createTestDatabase()
  home = await makeHome()
  const env = { LOG_LEVEL: 'debug', PARALEGAL_ADMINS: 'U0ADA' }
  program = await startProgram({ home: home.folder, databaseUrl: database.url, env })
  ada = new SlackUser(program.url)
}, 90_000)

afterAll(async () => {
  await program[Symbol.asyncDispose]()
  await home[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

/** A contract that says its marker everywhere, analysed in the thread under the message that carries it. */
async function analysed(
  marker: string,
  by = ada,
): Promise<{ root: Message; taskId: string; fileId: string }> {
  const text = `DISTRIBUTION AGREEMENT\n\nThis Agreement is between ${marker} Ltd and Acme Inc.\n\n1. Governing Law. This Agreement is governed by the laws of ${marker}.\n\n2. Term. This Agreement ends two years after its date unless ${marker} Ltd gives notice.\n`
  const root = await by.drop({ name: `${marker}.txt`, bytes: Buffer.from(text) })
  await by.press(root, 'Contract analysis')
  await by.sees(root, /"title":"[^"]*: done"/, 60_000)
  await by.sees(root, `the laws of ${marker}`)
  const task = await database.db
    .selectFrom('task')
    .select('id')
    .where('thread_ts', '=', root.ts)
    .executeTakeFirstOrThrow()
  return { root, taskId: task.id, fileId: root.files[0]?.id ?? '' }
}

async function expectGone(marker: string): Promise<void> {
  const folder = join(home.folder, '.paralegal')
  const places = async () => [
    ...(await findInDatabase(database.db, marker)),
    ...(JSON.stringify(await ada.state()).includes(marker) ? ['Slack'] : []),
    ...(await findOnDisk(folder, marker)),
  ]
  let left = await places()
  await until(
    async () => {
      left = await places()
      return left.length === 0
    },
    { what: `the end of ${marker}` },
  ).catch((error: unknown) => {
    throw new Error(`${marker} is still in ${left.join(', ')}`, { cause: error })
  })
  expect(program.output().toLowerCase()).not.toContain(marker.toLowerCase())
}

async function threadText(root: Message): Promise<string> {
  return (await ada.thread(root)).map(shown).join('\n')
}

test('a file that is deleted takes with it its text, its answers, what the bot said of it, and files that quote it', async () => {
  const marker = 'Zanzibarfile'
  const { root, fileId } = await analysed(marker)
  await ada.press(root, 'Word report')
  await until(async () => (await ada.thread(root)).some(({ files }) => files.length > 0), {
    what: 'the report',
  })
  expect(await findInDatabase(database.db, marker)).toContain('public.document.text')

  await ada.post('files/delete', { user: ada.id, file: fileId })
  await ada.sees(root, 'because its file was deleted in Slack')
  await expectGone(marker)
  const said = (await ada.thread(root)).filter(({ text, blocks }) => text !== '' || blocks.length > 0)
  expect(said).toHaveLength(1)
  const receipt = await database.db
    .selectFrom('removal')
    .selectAll()
    .where('reason', '=', 'file-deleted')
    .executeTakeFirstOrThrow()
  expect(receipt).toMatchObject({ state: 'done', target: fileId, kept: [] })
  expect(receipt.removed.documents).toHaveLength(1)
})

test('a message that is deleted takes with it the thread that began with it, and what was asked there', async () => {
  const marker = 'Zanzibarroot'
  const { root } = await analysed(marker)
  await ada.post('message', {
    user: ada.id,
    channel: root.channel,
    text: `<@U0PARALEGAL> Which law governs it, that of ${marker}?`,
    thread_ts: root.ts,
    files: [],
  })
  await until(async () =>
    database.db
      .selectFrom('task')
      .select('id')
      .where('analysis', '=', 'answer-question')
      .where('state', '=', 'done')
      .executeTakeFirst(),
  )
  const questions = (await ada.thread(root)).filter(({ user }) => user === ada.id)
  for (const { ts } of questions) await ada.post('delete', { user: ada.id, channel: root.channel, ts })
  await ada.post('delete', { user: ada.id, channel: root.channel, ts: root.ts })
  await ada.post('files/delete', { user: ada.id, file: root.files[0]?.id })
  await expectGone(marker)
  expect(await threadText(root)).toContain('because the message that it belonged to was deleted in Slack')
})

test('what is under a hold stays whatever is deleted or asked, which is said; released, it can be forgotten', async () => {
  const marker = 'Zanzibarhold'
  const { root, taskId, fileId } = await analysed(marker)
  const held = await runCommand(
    { home: home.folder, databaseUrl: database.url },
    'hold',
    'add',
    '--task',
    taskId.slice(0, 8),
    '--reason',
    'lawsuit',
  )
  expect(held.stdout).toContain('stands')

  await ada.post('files/delete', { user: ada.id, file: fileId })
  await until(async () =>
    database.db
      .selectFrom('removal')
      .select('id')
      .where('target', '=', fileId)
      .where('state', '=', 'done')
      .executeTakeFirst(),
  )
  expect(await findInDatabase(database.db, marker)).toContain('public.document.text')
  expect(await threadText(root)).toContain(marker)

  await forget({ what: 'document', task: taskId })
  await told(/\d items? (?:is|are) under a legal hold/)
  expect(await threadText(root)).toContain(marker)
  await until(async () => (await ada.says('/paralegal', 'hold list')).includes('No hold stands'))

  const list = await runCommand({ home: home.folder, databaseUrl: database.url }, 'hold', 'list')
  expect(list.stdout).toContain('lawsuit')
  await runCommand(
    { home: home.folder, databaseUrl: database.url },
    'hold',
    'release',
    list.stdout.slice(0, 8),
  )
  await forget({ what: 'document', task: taskId })
  await told(/Removed: 1 analysis, 1 document/)
  await expectGone(marker)
  await ada.sees(root, 'because a person asked for it')
  const receipts = await runCommand({ home: home.folder, databaseUrl: database.url }, 'forget', 'list')
  expect(receipts.stdout).toMatch(/asked by U0ADA[^]*Removed: 1 analysis, 1 document/)
}, 180_000)

test('an admin places a hold on a person, and whoever is none may not; everything of that person is then kept', async () => {
  const marker = 'Zanzibarperson'
  const bob = new SlackUser(program.url, 'U0BEN')
  const { fileId } = await analysed(marker)
  expect(await bob.says('/paralegal', 'hold')).toContain('Only admins')
  await ada.post('command', { user: ada.id, channel: ada.channel, command: '/paralegal', text: 'hold' })
  const form = await ada.form()
  await ada.submit(form, {
    scope: { scope: { type: 'radio_buttons', selected_option: { value: 'person' } } },
    person: { person: { type: 'users_select', selected_user: 'U0ADA' } },
    reason: { reason: { type: 'plain_text_input', value: 'an inquiry' } },
  })
  await until(async () => (await ada.says('/paralegal', 'hold list')).includes('an inquiry'))
  await forget({ what: 'mine' })
  await told(/\d+ items? (?:is|are) under a legal hold/)
  expect(await findInDatabase(database.db, marker)).toContain('public.finding.quote')

  const [, letters = ''] = /`([0-9a-f]{8})`/.exec(await ada.says('/paralegal', 'hold list')) ?? []
  expect(await ada.says('/paralegal', `hold release ${letters}`)).toContain('is released')
  await forget({ what: 'mine' })
  await until(async () => (await findInDatabase(database.db, marker)).length === 0)
  // The file in Slack is hers to delete.
  await ada.post('files/delete', { user: ada.id, file: fileId })
  await expectGone(marker)
}, 180_000)

test('who presses a button of what the retention rule removed learns when and why; the thread stays as Slack has it', async () => {
  const marker = 'Zanzibarpurge'
  const { root } = await analysed(marker)
  const day = 24 * 3_600_000
  const retention = { documents: 1, answers: 1, prompts: 1, logs: 1 }
  const deps = {
    db: database.db,
    enqueue: async () => undefined,
    retention,
    now: new Date(Date.now() + 2 * day),
  }
  await purge(deps, new AbortController().signal)
  expect(await findInDatabase(database.db, marker)).toEqual([])
  expect(await ada.told(() => ada.press(root, 'Full report'))).toMatch(
    /were removed on \d+ \w+ \d{4} by the retention rule/,
  )
  expect(await threadText(root)).toContain(marker)
  await ada.post('files/delete', { user: ada.id, file: root.files[0]?.id })
})

/** Slack holds three forms open at most. */
async function closeForms(): Promise<void> {
  for (const { id: view_id } of (await ada.state()).views)
    await ada.post('view/close', { user: ada.id, view_id })
}

async function forget(of: { what: string; task?: string }): Promise<void> {
  await closeForms()
  await ada.post('command', { user: ada.id, channel: ada.channel, command: '/paralegal', text: 'forget' })
  const form = await until(async () =>
    (await ada.state()).views.findLast(({ view }) => view.callback_id === 'forget'),
  )
  await ada.submit(form, {
    what: { what: { type: 'radio_buttons', selected_option: { value: of.what } } },
    ...(of.task ? { task: { task: { type: 'static_select', selected_option: { value: of.task } } } } : {}),
    sure: { sure: { type: 'checkboxes', selected_options: [{ value: 'yes' }] } },
  })
}

/** Waits for a receipt in the direct message. */
async function told(text: string | RegExp): Promise<void> {
  await until(
    async () =>
      (await ada.state()).messages.some((message) => {
        const words = shown(message)
        return (
          words.includes('What you asked me to forget') &&
          (typeof text === 'string' ? words.includes(text) : text.test(words))
        )
      }),
    { what: `a receipt that says ${String(text)}` },
  )
}
