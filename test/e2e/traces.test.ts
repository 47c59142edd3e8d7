import { expect, test } from 'vitest'
import { startWorkspace } from '../../src/workspace/start-workspace.ts'
import { startFakeCollector, type HeardSpan } from '../support/fake-collector.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import { socketEnv } from '../support/given-slack.ts'
import { makeHome, projectFolder, startProgram } from '../support/program.ts'
import { SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'

const contract =
  'This Agreement is between Zanzibar Quicksilver Ltd and Acme. It is governed by the laws of England.'

test('a click is one trace from Slack’s request to the posted message, across a bot and its workers, without a word of content', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using llm = await startFakeLlm()
  await using collector = await startFakeCollector()
  await using workspace = await startWorkspace({
    port: 0,
    folder: home.folder,
    manifestFile: `${projectFolder}/manifest.yml`,
  })
  let calls = 0
  // So slow, and with one slot each, that both processes have to ask.
  llm.reply(() => ({ delayMs: 1000, ...(++calls === 1 ? { answer: 'Zanzibar is no JSON' } : {}) }))
  const env = {
    ...socketEnv(workspace),
    ...llm.env,
    PARALEGAL_CALLS: '1',
    OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
  }
  const of = { home: home.folder, databaseUrl: database.url, env }
  await using bot = await startProgram(of)
  await using worker = await startProgram({ ...of, run: ['src/cli.ts', 'worker'] })
  const ada = new SlackUser(workspace.url)
  const dropped = await ada.drop({ name: 'zanzibar-secret.txt', bytes: Buffer.from(contract) })
  await ada.press(dropped, 'Contract analysis')
  await ada.sees(dropped, 'quotes checked', 60_000)
  const { id } = await database.db.selectFrom('task').select('id').executeTakeFirstOrThrow()
  await bot.kill('SIGTERM')
  await worker.kill('SIGTERM')

  const { spans } = collector
  const start = spans.find(({ name }) => name === 'start-task')
  const trace = spans.filter(({ traceId }) => traceId === start?.traceId)
  const parentOf = (span: HeardSpan | undefined) => trace.find(({ spanId }) => spanId === span?.parentSpanId)
  const pathTo = (span: HeardSpan | undefined): string[] =>
    span ? [...pathTo(parentOf(span)), span.name] : []
  const pathsTo = (name: string) => trace.filter((span) => span.name === name).map((span) => pathTo(span))

  expect(pathTo(start)).toEqual(['slack block_actions', 'start-task'])
  expect(start?.attributes).toMatchObject({
    'paralegal.task.id': id,
    'paralegal.analysis': 'analyze-contract',
  })
  const reading = [
    'slack block_actions',
    'start-task',
    'insert fetch-document',
    'process fetch-document',
    'insert read-document',
    'process read-document',
  ]
  const asking = [...reading, 'insert run-subtask', 'process run-subtask']
  expect(pathsTo('process read-document')).toEqual([reading])
  const chats = pathsTo('chat claude-sonnet-5-5')
  expect(chats.length).toBeGreaterThan(5)
  expect(chats).toContainEqual([...asking, 'chat claude-sonnet-5-5'])
  expect(pathsTo('finish-task').map((path) => path.at(-2))).toEqual(['process run-subtask'])
  const posts = pathsTo('slack chat.postMessage')
  expect(posts.length).toBeGreaterThan(0)
  expect(
    posts.every((path) => path[0] === 'slack block_actions' && path.at(-2) === 'process sync-thread'),
  ).toBe(true)
  // Everything has its parent, and the only one without is the request.
  expect(trace.filter((span) => !parentOf(span)).map(({ name }) => name)).toEqual(['slack block_actions'])
  expect(
    trace
      .filter(({ name }) => name === 'process run-subtask')
      .every(({ attributes }) => attributes['paralegal.task.id'] === id),
  ).toBe(true)

  // The trace goes through both processes, whichever of them took a job.
  expect(new Set(spans.map(({ process }) => process)).size).toBe(2)
  expect(new Set(trace.map(({ process }) => process)).size).toBe(2)
  // What comes by the clock begins none.
  expect(spans.filter(({ name, parentSpanId }) => parentSpanId === '' && !name.startsWith('slack '))).toEqual(
    [],
  )
  expect(collector.text()).not.toMatch(/zanzibar|quicksilver|sk-ant|xoxb|secret/i)
  expect(spans.every(({ events, status }) => events.length === 0 && !status.message)).toBe(true)
}, 180_000)

test('a collector that is away holds nothing up', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url, env })
  const ada = new SlackUser(program.url)
  const dropped = await ada.drop({ name: 'note.txt', bytes: Buffer.from(contract) })
  await until(() => ada.sees(dropped, 'Contract analysis').then(() => true))
  const startedAt = Date.now()
  await program.kill('SIGTERM')
  expect(Date.now() - startedAt).toBeLessThan(15_000)
}, 120_000)
