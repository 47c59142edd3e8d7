import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TaskState } from '../../src/db/schema.ts'
import type { Script } from '../support/fake-llm-script.ts'
import { startFakeLlm, type FakeLlm } from '../support/fake-llm.ts'
import { makeHome, startProgram, type Program } from '../support/program.ts'
import { SlackUser } from '../support/slack-user.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { writePrompts, parts } from '../support/test-engine.ts'
import { until } from '../support/until.ts'

const key = 'sk-ant-api03-very-secret_value0'
const base64 = Buffer.from(Array.from({ length: 900 }, (_, index) => (index * 53) % 256)).toString('base64')
/** What a careless vendor may say. */
const errorText = `key ${key}, Authorization: Bearer ${key}, body data:application/pdf;base64,${base64} ${base64}`

let database: TestDatabase
let home: Awaited<ReturnType<typeof makeHome>>
let llm: FakeLlm
let program: Program
let ada: SlackUser

beforeAll(async () => {
  database = await createTestDatabase()
  home = await makeHome()
  llm = await startFakeLlm()
  await writePrompts(home.folder, `${parts('law')}timeouts: { call_seconds: 2 }\n`)
  program = await startProgram({
    home: home.folder,
    databaseUrl: database.url,
    env: { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: llm.url, LOG_LEVEL: 'debug' },
  })
  ada = new SlackUser(program.url)
}, 60_000)

afterAll(async () => {
  await program[Symbol.asyncDispose]()
  await llm[Symbol.asyncDispose]()
  await home[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

interface Kind {
  name: string
  script: Script
  /** Once; then the model answers well. */
  passes?: true
  state: TaskState
  codes: (string | null)[]
  /** Whether the first attempt was paid for. */
  isPaid: boolean
}

const kinds: Kind[] = [
  ...[400, 401, 403, 404].map((status) => ({
    name: `${status}`,
    script: { status, errorText },
    state: 'failed' as const,
    codes: ['model_rejected_request'],
    isPaid: false,
  })),
  {
    name: '413',
    script: { status: 413, errorText },
    state: 'failed' as const,
    codes: ['document_too_large'],
    isPaid: false,
  },
  ...[
    { status: 429, code: 'rate-limit' },
    { status: 500, code: 'overload' },
    { status: 529, code: 'overload' },
  ].map(({ status, code }) => ({
    name: `${status} once`,
    script: { status, errorText, retryAfterSeconds: 1 },
    passes: true as const,
    state: 'done' as const,
    codes: [code, null],
    isPaid: false,
  })),
  {
    name: 'a connection cut before an answer',
    script: { cut: 'at once' },
    passes: true,
    state: 'done',
    codes: ['unreachable', null],
    isPaid: false,
  },
  {
    name: 'a connection cut in the middle of an answer',
    script: { cut: 'in the middle', answer: `Half ${base64}` },
    passes: true,
    state: 'done',
    codes: ['unreachable', null],
    isPaid: true,
  },
  {
    name: 'an error inside the stream',
    script: { errorInStream: 'overloaded_error' },
    passes: true,
    state: 'done',
    codes: ['overload', null],
    isPaid: true,
  },
  {
    name: 'a first word that does not come in time',
    script: { firstTokenMs: 10_000 },
    passes: true,
    state: 'done',
    codes: ['model_unavailable', null],
    isPaid: false,
  },
  {
    name: 'an answer that does not end in time',
    script: { delayMs: 10_000 },
    passes: true,
    state: 'done',
    codes: ['model_unavailable', null],
    isPaid: true,
  },
  {
    name: 'an answer that is cut off twice',
    script: { finish: 'truncated', answer: '{"answer": "' },
    state: 'failed',
    codes: ['model_answer_invalid', 'model_answer_invalid'],
    isPaid: true,
  },
  {
    name: 'a refusal, twice',
    script: { finish: 'refused' },
    state: 'failed',
    codes: ['model_refused', 'model_refused'],
    isPaid: true,
  },
  {
    name: 'an unreadable answer once',
    script: { answer: `Certainly! ${base64}` },
    passes: true,
    state: 'done',
    codes: ['model_answer_invalid', null],
    isPaid: true,
  },
  {
    name: 'an answer of another form, twice',
    script: { answer: '{"answer": 7}' },
    state: 'failed',
    codes: ['model_answer_invalid', 'model_answer_invalid'],
    isPaid: true,
  },
]

test.each(kinds)(
  '$name: the task ends $state, and what was used is in the log',
  async (kind) => {
    let calls = 0
    llm.reply(() => (kind.passes && ++calls > 1 ? {} : kind.script))
    const name = `${kind.name.replaceAll(' ', '-')}.txt`
    const dropped = await ada.drop({ name, bytes: Buffer.from(`Agreement on ${kind.name}. ${base64}`) })
    await ada.press(dropped, 'Test analysis')
    const task = await until(
      () =>
        database.db
          .selectFrom('task')
          .select(['id', 'state'])
          .where('file_name', '=', name)
          .where('finished_at', 'is not', null)
          .executeTakeFirst(),
      { timeoutMs: 30_000, what: 'the end of the task' },
    )
    expect(task.state).toBe(kind.state)
    const attempts = await database.db
      .selectFrom('prompt_log')
      .selectAll()
      .where('task_id', '=', task.id)
      .orderBy('attempt')
      .execute()
    expect(attempts.map(({ error_code }) => error_code)).toEqual(kind.codes)
    const [first] = attempts
    expect(first?.input_tokens).toBe(kind.isPaid ? 100 : null)
    expect(first?.cost_usd === null).toBe(!kind.isPaid)
  },
  40_000,
)

test('afterwards neither base64 nor the key is anywhere in the database or the program’s log', async () => {
  const hidden = [key, 'very-secret', base64.slice(40, 90), base64.slice(400, 450)]
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`.execute(database.db)
  expect(tables.length).toBeGreaterThan(15)
  const found: string[] = []
  for (const { name } of tables) {
    // The document itself is there as people shared it; this is about what went to models and came back.
    if (name === 'public.document') continue
    const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.raw(name)} as t`.execute(
      database.db,
    )
    for (const { text } of rows)
      if (hidden.some((secret) => text.includes(secret))) found.push(`${name}: ${text.slice(0, 200)}`)
  }
  expect(found).toEqual([])
  expect(program.output()).toContain('job failed')
  for (const secret of hidden) expect(program.output()).not.toContain(secret)
})
