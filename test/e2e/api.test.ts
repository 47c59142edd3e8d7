import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readDocument } from '../../src/documents/read-document.ts'
import { ApiClient } from '../support/api-client.ts'
import { note, on, tasks, withProgram } from '../support/api-scene.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import { makeHome, projectFolder, runCommand, startProgram } from '../support/program.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'
import { openWire } from '../support/wire.ts'

const contract = join(projectFolder, 'test/fixtures/strategic-alliance.pdf')

function flat(text: string): string {
  return text.replace(/\s+/g, ' ')
}

test('a program sends a contract, follows its task and gets findings whose quotes stand in the document', async () => {
  await withProgram(on, async ({ api, program, database }) => {
    expect(program.output()).toContain(`API       ${program.url}/api/tasks (PARALEGAL_API_TOKEN is set)`)
    const bytes = await readFile(contract)
    const variables = JSON.stringify({ parties: 'Oxbow, we are Global Energy' })
    const asked = await api.post(
      { bytes, name: 'C:\\matters\\Größe “1”.pdf' },
      { fields: { variables, lane: 'person', variations: '2' } },
    )
    const taskId = asked.body['task']
    const url = `/api/tasks/${String(taskId)}`
    expect(asked).toMatchObject({ status: 202, body: { state: 'queued', url } })
    expect(asked.headers.get('location')).toBe(url)
    expect(asked.headers.get('cache-control')).toBe('no-store')

    const done = await api.ended(taskId)
    expect(done).toMatchObject({
      task: taskId,
      state: 'done',
      file: 'Größe “1”.pdf',
      queue_position: null,
      progress: { ended: 10, of: 10 },
      variations: 2,
      receipt: { model: 'offline/offline-extractive', cost_usd: 0 },
    })
    const document = await readDocument(bytes, { fileName: 'strategic-alliance.pdf' })
    const findings = done['findings'] as { quote: string; mark: string; start: number; end: number }[]
    expect(findings.length).toBeGreaterThanOrEqual(5)
    for (const { quote, mark, start, end } of findings) {
      expect(mark).toBe('verified')
      expect(flat(document.text.slice(start, end))).toBe(quote)
    }
    const [task] = await tasks(database)
    expect(task).toMatchObject({
      lane: 'person',
      requested_by: 'api',
      team_id: '',
      channel_id: null,
      variables: { parties: 'Oxbow, we are Global Energy' },
    })
  })
})

test('the same Idempotency-Key twice is one task, even at once; without one every request is a task', async () => {
  await withProgram(on, async ({ api, database }) => {
    const both = await Promise.all([api.post(note, { key: 'matter 7' }), api.post(note, { key: 'matter 7' })])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 202])
    const [first, second] = both
    expect(second?.body['task']).toBe(first?.body['task'])
    const done = await api.ended(first?.body['task'])
    const later = await api.post(note, { key: 'matter 7' })
    expect(later).toMatchObject({ status: 200, body: { task: done['task'], state: 'done' } })
    expect(later.headers.get('location')).toBe(later.body['url'])
    const [task] = await tasks(database)
    expect(task).toMatchObject({ dedupe_key: 'api:matter 7', lane: 'batch' })
    await api.post(note)
    await api.post(note)
    expect(await tasks(database)).toHaveLength(3)
  })
})

test('a form that comes in chunks is read like any other', async () => {
  await withProgram(on, async ({ api }) => {
    const form = new FormData()
    form.set('file', new File([note.bytes], note.name))
    form.set('analysis', 'analyze-contract')
    const whole = new Request('http://localhost', { method: 'POST', body: form })
    const headers = { 'content-type': whole.headers.get('content-type') ?? '' }
    const asked = await api.request('/api/tasks', {
      method: 'POST',
      body: whole.body,
      headers,
      duplex: 'half',
    })
    expect(asked.status).toBe(202)
    expect(await api.ended(asked.body['task'])).toMatchObject({ state: 'done', file: 'note.txt' })
  })
})

test('a task that is cancelled stops its calls; one that has ended cannot be cancelled', async () => {
  await using llm = await startFakeLlm()
  llm.reply({ delayMs: 60_000 })
  const env = { ...on, ANTHROPIC_API_KEY: 'sk-test', ANTHROPIC_BASE_URL: llm.url }
  await withProgram(env, async ({ api }) => {
    const asked = await api.post(note)
    await until(() => llm.requests.length === 5, { what: 'five calls' })
    expect((await api.get(asked.body['task'])).body).toMatchObject({
      state: 'running',
      progress: { ended: 0, of: 5 },
    })
    const cancelled = await api.cancel(asked.body['task'])
    expect(cancelled).toMatchObject({ status: 200, body: { task: asked.body['task'], state: 'cancelled' } })
    await until(() => llm.open() === 0, { what: 'the end of the calls' })
    const again = await api.cancel(asked.body['task'])
    expect(again).toMatchObject({ status: 409, body: { error: { code: 'task_ended' } } })
    expect(again.body.error?.message).toBe('This task can no longer be cancelled, it is cancelled.')
  })
})

test('tasks that wait know their place in the queue, on the command line too', async () => {
  await using llm = await startFakeLlm()
  llm.reply({ delayMs: 60_000 })
  const env = { ...on, PARALEGAL_CALLS: '1', ANTHROPIC_API_KEY: 'sk-test', ANTHROPIC_BASE_URL: llm.url }
  await withProgram(env, async ({ api, database }) => {
    const first = await api.post(note)
    await until(() => llm.requests.length === 1, { what: 'the first call' })
    const second = await api.post(note)
    const third = await api.post(note)
    const person = await api.post(note, { fields: { lane: 'person' } })
    const asked = [first, second, third, person].map(({ body }) => body['task'])
    // A task whose document is being read has no place for that moment.
    const places = () => Promise.all(asked.map(async (task) => (await api.get(task)).body['queue_position']))
    await expect.poll(places, { timeout: 30_000 }).toEqual([null, 2, 3, 1])

    await using home = await makeHome()
    const status = async (task: unknown) => {
      const of = { home: home.folder, databaseUrl: database.url, env }
      return (await runCommand(of, 'status', String(task))).stdout
    }
    expect(await status(third.body['task'])).toContain('\nWaiting, number 3 in the queue\n')
    expect(await status(first.body['task'])).toContain('\n0 of 5 parts ready\n')
    // A call that runs would hold the program's stop.
    for (const task of asked.toReversed()) await api.cancel(task)
  })
})

test('while the database is away the answer is 503, afterwards the work goes on', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using wire = await openWire(database.url)
  await using program = await startProgram({ home: home.folder, databaseUrl: wire.url, env: on })
  const api = new ApiClient(program.url)
  wire.cut()
  const refused = await api.post(note, { key: 'again' })
  expect(refused).toMatchObject({ status: 503, body: { error: { code: 'database_unavailable' } } })
  expect(refused.headers.get('retry-after')).toBe('5')
  await wire.mend()
  const asked = await api.post(note, { key: 'again' })
  expect(asked.status).toBe(202)
  expect(await api.ended(asked.body['task'])).toMatchObject({ state: 'done' })
})
