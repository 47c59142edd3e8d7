import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startFakeLlm } from '../support/fake-llm.ts'
import { openModelScene } from '../support/model-scene.ts'
import { makeHome, projectFolder, runCommand } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')

test('the person who asked cancels by the button: calls stop within three seconds, others may not', async () => {
  await using scene = await openModelScene()
  const { database, llm, ada } = scene
  llm.reply({ delayMs: 60_000 })
  const ben = new SlackUser(scene.url, 'U0BEN')
  const dropped = await ada.drop(contract)
  await ada.press(dropped, 'Contract analysis')
  await until(() => llm.requests.length === 5, { what: 'five calls' })
  await ben.press(dropped, 'Cancel')
  expect(await state()).toBe('running')

  const askedAt = Date.now()
  await ada.press(dropped, 'Cancel')
  await until(() => llm.open() === 0, { what: 'the end of the calls' })
  expect(Date.now() - askedAt).toBeLessThan(3000)
  const plan = await ada.sees(dropped, ': cancelled')
  expect(shown(plan)).not.toContain('"cancel-task"')
  const { task, calls } = await rows()
  expect(task).toMatchObject({ state: 'cancelled', finished_at: expect.any(Date) })
  expect(calls.map((call) => call.state)).toEqual(Array.from({ length: 5 }, () => 'failed'))
  expect(llm.requests).toHaveLength(5)

  async function state() {
    return (await rows()).task.state
  }

  async function rows() {
    const [stored] = await database.db.selectFrom('task').selectAll().execute()
    if (!stored) throw new Error('no task')
    return {
      task: stored,
      calls: await database.db.selectFrom('generation').select('state').execute(),
    }
  }
})

test('Ctrl-C in the command line cancels its task; status and cancel tell how a task stands', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using llm = await startFakeLlm()
  llm.reply({ delayMs: 60_000 })
  const { env } = llm
  const of = { home: home.folder, databaseUrl: database.url, env }
  const child = spawn(process.execPath, ['src/cli.ts', 'analyze', contract], {
    cwd: projectFolder,
    env: { PATH: process.env['PATH'] ?? '', PARALEGAL_HOME: home.folder, DATABASE_URL: database.url, ...env },
    stdio: 'ignore',
  })
  await until(() => llm.requests.length === 5, { what: 'five calls' })
  const { id } = await database.db.selectFrom('task').select('id').executeTakeFirstOrThrow()
  const running = JSON.parse((await runCommand(of, 'status', id.slice(0, 8), '--json')).stdout) as {
    state: string
  }
  expect(running.state).toBe('running')
  child.kill('SIGINT')
  await once(child, 'exit')
  expect(child.exitCode).toBe(1)
  const again = await runCommand(of, 'cancel', id)
  expect(again).toMatchObject({ code: 1, stdout: `Task ${id} had ended before: cancelled.\n` })
  const unknown = await runCommand(of, 'status', 'ffffffff')
  expect(unknown).toMatchObject({
    code: 1,
    stderr: 'No task begins with ffffffff. `npx paralegal log` lists the latest ones.\n',
  })
})

test('by /paralegal a person sees and stops what is theirs, and nothing else', async () => {
  await using scene = await openModelScene()
  const { llm, ada } = scene
  llm.reply({ delayMs: 60_000 })
  const ben = new SlackUser(scene.url, 'U0BEN')
  expect(await ada.says('/paralegal', '')).toBe('Nothing of yours is running or waiting.')
  for (const name of ['one.txt', 'two.txt']) {
    const dropped = await ada.drop({
      name,
      bytes: Buffer.from(`Agreement ${name}, governed by English law.`),
    })
    await ada.press(dropped, 'Contract analysis')
  }
  await until(() => llm.open() === 10, { what: 'ten calls' })
  const status = await ada.says('/paralegal', 'status')
  expect(status).toMatch(
    /• Contract analysis of one\.txt: 0 of 5 parts ready \(`[0-9a-f]{8}`\)\n• .*two\.txt/,
  )
  expect(await ben.says('/paralegal', 'cancel all')).toBe('Nothing of yours is running or waiting.')
  expect(await ada.says('/paralegal', 'cancel')).toContain('Which one?')
  const letters = /one\.txt.*\(`([0-9a-f]{8})`\)/.exec(status)?.[1] ?? ''
  expect(await ada.says('/paralegal', `cancel ${letters}`)).toBe('Cancelled: one.txt.')
  await until(() => llm.open() === 5, { timeoutMs: 3000, what: 'the end of its calls' })
  expect(await ada.says('/paralegal', 'cancel')).toBe('Cancelled: two.txt.')
  await until(() => llm.open() === 0, { timeoutMs: 3000, what: 'the end of all calls' })
  expect(await ada.says('/paralegal', 'dance')).toContain('`/paralegal cancel`')
}, 60_000)
