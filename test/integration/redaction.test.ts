import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { withoutValues } from '../../src/cli/log-redacted.ts'
import { replay } from '../../src/llm/replay.ts'
import { purge } from '../../src/removal/purge.ts'
import { keepsBack, redactionOfFile } from '../../src/tasks/redaction-of.ts'
import { redactedView } from '../../src/tasks/redacted-view.ts'
import { chain, verifyAll } from '../support/audit-scene.ts'
import { findInDatabase } from '../support/find-marker.ts'
import { openTestEngine, parts } from '../support/test-engine.ts'
import { until } from '../support/until.ts'

const text = [
  'Services Agreement between Zanzibar Quicksilver, Inc. ("Zanzibar") and Jay Grobowsky.',
  '1. Payment. The fee of $5,000 goes to account DE89 3704 0044 0532 0130 00, or by card 4111 1111 1111 1111.',
  '2. Notices. Attention: John Thievon, telephone (415) 555-0134, mail john.thievon@quicksilver.example.',
  '3. Law. Mr. Grobowsky agrees that the laws of England govern this Agreement. [PERSON_1] is a word of ours.',
  '4. Tax. The social security number of Jay Grobowsky is 536-90-4399.',
  'By: /s/ John Thievon',
].join('\n\n')
const source = { kind: 'bytes' as const, fileName: 'Thievon services.txt', bytes: Buffer.from(text) }
const secrets = /Thievon|Grobowsky|Quicksilver|Zanzibar|DE89|0532 0130|4111 1111|555-0134|536-90-4399/i
const everything = { PARALEGAL_REDACT: 'people,contacts,numbers,parties' }

/** Answers about Mr. Grobowsky by whatever stands for him in the request. */
function aboutHim(body: Record<string, unknown>) {
  const who = /Mr\. (\[PERSON_\d+[A-Z]?\]) agrees/.exec(JSON.stringify(body))?.[1] ?? 'Grobowsky'
  return {
    answer: {
      answer: `${who.toLowerCase().replace('_', ' ')}’s promise; [PERSON_77] is nobody.`,
      findings: [
        {
          title: `Law for ${who}`,
          severity: 'low' as const,
          explanation: `It binds ${who}.`,
          recommendation: `Ask ${who}.`,
          quote: `Mr. ${who} agrees that the laws of England govern this Agreement.`,
          page: null,
        },
      ],
      not_found: [`${who} abroad`],
    },
  }
}

test('what a model is told has no value; the answer has the real words, and quotes that were checked', async () => {
  await using scene = await openTestEngine(
    `${parts('one', 'two', 'three')}combine: { title: All, template: combine.txt }\n`,
    everything,
  )
  const { engine, llm } = scene
  llm.reply(({ body }) => aboutHim(body))
  await scene.work()
  const view = await scene.ended(await scene.start({ source }))
  expect(view.state).toBe('done')
  expect(view.quotes).toMatchObject({ verified: 1, unverified: 0 })
  expect(view.findings[0]).toMatchObject({
    title: 'Law for Grobowsky',
    explanation: 'It binds Grobowsky.',
    recommendation: 'Ask Grobowsky.',
    quote: 'Mr. Grobowsky agrees that the laws of England govern this Agreement.',
    mark: 'verified',
  })
  expect(view.notFound).toEqual(['Grobowsky abroad'])
  expect(view.subtasks[0]?.answer).toBe('Grobowsky’s promise; [PERSON_77] is nobody.')
  expect(view.privacyNote).toContain('The model was shown placeholders for names of people')

  expect(llm.requests).toHaveLength(4)
  expect(llm.otherRequests.length).toBeGreaterThan(0)
  for (const { body } of [...llm.requests, ...llm.otherRequests])
    expect(JSON.stringify(body)).not.toMatch(secrets)
  expect(JSON.stringify(llm.requests[0]?.body)).toContain('[TEXT_1] is a word of ours')
  expect(new Set(llm.requests.map(({ body }) => beginningOf(body))).size).toBe(1)

  const calls = await engine.db.selectFrom('prompt_log').select(['prompt', 'answer', 'parsed']).execute()
  expect(calls).toHaveLength(4)
  expect(JSON.stringify(calls)).not.toMatch(secrets)
  expect(JSON.stringify(calls)).toContain('[CARD_1]')
})

test('without redaction a model is told everything', async () => {
  await using scene = await openTestEngine(parts('one'))
  scene.llm.reply(({ body }) => aboutHim(body))
  await scene.work()
  const view = await scene.ended(await scene.start({ source }))
  expect(JSON.stringify(scene.llm.requests[0]?.body)).toMatch(secrets)
  expect(view.privacyNote).toBeNull()
  expect(await scene.engine.db.selectFrom('redaction').select('document_id').execute()).toEqual([])
})

test('the strictest of operator, analysis and channel wins', async () => {
  await using scene = await openTestEngine(`${parts('one')}redact: [numbers]\n`, {
    PARALEGAL_REDACT: 'people',
  })
  const { engine, llm } = scene
  llm.reply(({ body }) => aboutHim(body))
  await scene.work()
  const place = { team_id: 'T1', channel_id: 'C1', updated_by: 'U1' }
  await engine.db
    .insertInto('channel_setting')
    .values({ ...place, redact: JSON.stringify(['contacts']) })
    .execute()
  await scene.ended(await scene.start({ source }))
  const outside = JSON.stringify(llm.requests[0]?.body)
  expect(outside).not.toMatch(/Thievon|Grobowsky|4111/)
  expect(outside).toContain('555-0134')

  // Asked for in the channel, for the eyes of one person: what the channel says holds.
  const asked = { requestedBy: 'U1', teamId: 'T1', channelId: 'C1', isPrivate: true }
  await scene.start({ source, ...asked })
  await until(() => llm.requests.length === 2)
  const inside = JSON.stringify(llm.requests[1]?.body)
  expect(inside).not.toMatch(/Thievon|Grobowsky|4111|555-0134/)
  expect(inside).toContain('Quicksilver')
})

test('a confidential channel keeps names, addresses and numbers from models', async () => {
  await using scene = await openTestEngine(parts('one'))
  const { engine, llm } = scene
  llm.reply(({ body }) => aboutHim(body))
  await scene.work()
  await engine.db
    .insertInto('channel_setting')
    .values({ team_id: 'T1', channel_id: 'C1', updated_by: 'U1', confidential: true })
    .execute()
  const taskId = await scene.start({ source, teamId: 'T1', channelId: 'C1', threadTs: '1.1' })
  await until(() => llm.answered.length === 1)
  expect(JSON.stringify(llm.requests[0]?.body)).not.toMatch(/Thievon|Grobowsky|4111|555-0134/)
  const task = await engine.db
    .selectFrom('task')
    .selectAll()
    .where('id', '=', taskId)
    .executeTakeFirstOrThrow()
  expect(task.privacy_note).toContain('This channel is confidential: its results stay here')
})

test('what stands for what goes with the document', async () => {
  await using scene = await openTestEngine(parts('one'), everything)
  scene.llm.reply(({ body }) => aboutHim(body))
  await scene.work()
  const view = await scene.ended(await scene.start({ source }))
  const { db } = scene.engine
  expect(await db.selectFrom('redaction').select('document_id').execute()).toHaveLength(1)
  await db.deleteFrom('task').where('id', '=', view.id).execute()
  await db.deleteFrom('document').execute()
  expect(await db.selectFrom('redaction').select('document_id').execute()).toEqual([])
})

test('what stands for what is encrypted like the document, and removed with it', async () => {
  const key = randomBytes(32).toString('base64')
  await using scene = await openTestEngine(parts('one'), { ...everything, PARALEGAL_KEY: key })
  scene.llm.reply(({ body }) => aboutHim(body))
  await scene.work()
  const view = await scene.ended(await scene.start({ source }))
  expect(view.findings[0]?.title).toBe('Law for Grobowsky')
  const { db, queue } = scene.engine
  expect(await findInDatabase(db, 'Grobowsky')).toEqual([])
  await chain(db)
  expect(await verifyAll(db)).toMatchObject({ isWhole: true, problems: [] })
  const retention = { documents: 1, answers: null, prompts: null, logs: null }
  const now = new Date(Date.now() + 2 * 24 * 3_600_000)
  await purge({ db, enqueue: queue.enqueue, retention, now }, new AbortController().signal)
  expect(await db.selectFrom('redaction').select('document_id').execute()).toEqual([])
})

function beginningOf(body: Record<string, unknown>): string {
  const [message] = body['messages'] as { content: unknown[] }[]
  return JSON.stringify([body['system'], message?.content[0]])
}

test('a result and a log for outside have placeholders, and what was asked in clear is not among them', async () => {
  await using scene = await openTestEngine(parts('one'), { PARALEGAL_REDACT: 'people' })
  const { engine, llm } = scene
  llm.reply(({ body }) => aboutHim(body))
  await scene.work()
  const view = await scene.ended(await scene.start({ source }))
  const outside = JSON.stringify(await redactedView(engine, view))
  expect(JSON.stringify(view)).toMatch(/Grobowsky/)
  expect(outside).not.toMatch(/Grobowsky|Thievon/)
  expect(outside).toMatch(/It binds \[PERSON_\d+[A-Z]?\]\./)
  expect(outside).toContain(view.id)

  const call = await engine.db.selectFrom('prompt_log').selectAll().executeTakeFirstOrThrow()
  const shared = await withoutValues(engine.db, call)
  expect(shared?.file_name).toMatch(/^\[PERSON_\d+[A-Z]?\] services\.txt$/)
  expect(JSON.stringify(shared)).not.toMatch(/Grobowsky|Thievon/)
  await engine.db
    .updateTable('generation')
    .set({ redacted: false } as never)
    .execute()
  expect(await withoutValues(engine.db, call)).toBeNull()
})

test('a call that was asked in clear is not sent again once names are kept back; one with placeholders is', async () => {
  await using scene = await openTestEngine(parts('one'), { PARALEGAL_REDACT: 'people' })
  const { engine, llm } = scene
  llm.reply(({ body }) => aboutHim(body))
  await scene.work()
  await scene.ended(await scene.start({ source }))
  const call = await engine.db.selectFrom('prompt_log').selectAll().executeTakeFirstOrThrow()
  const model = engine.models.chosen
  expect(await keepsBack(engine, call.task_id)).toBe(true)
  const again = async () => replay(engine, { call, model, isRedacting: true }, new AbortController().signal)
  await again()
  expect(llm.requests).toHaveLength(2)
  expect(JSON.stringify(llm.requests[1]?.body)).not.toMatch(/Grobowsky|Thievon/)
  const rows = await engine.db.selectFrom('generation').select('redacted').execute()
  expect(rows.every(({ redacted }) => redacted)).toBe(true)
  await engine.db
    .updateTable('generation')
    .set({ redacted: false } as never)
    .execute()
  await expect(again()).rejects.toMatchObject({
    userMessage: expect.stringContaining('before names and numbers were kept from models') as string,
  })
  expect(llm.requests).toHaveLength(2)
})

test('a first answer that is no use is asked for again without a value, and one that was paid for is found', async () => {
  await using scene = await openTestEngine(parts('one'), everything)
  const { engine, llm } = scene
  llm.reply(({ body }) =>
    llm.requests.length === 1 ? { answer: 'no JSON about [PERSON_1]' } : aboutHim(body),
  )
  await scene.work()
  const view = await scene.ended(await scene.start({ source }))
  expect(view.state).toBe('done')
  expect(llm.requests).toHaveLength(2)
  for (const { body } of llm.requests) expect(JSON.stringify(body)).not.toMatch(secrets)
  expect(JSON.stringify(llm.requests[1]?.body)).toContain('no JSON about [PERSON_1]')
  // As after a crash between the answer and its row: nothing is paid twice.
  await engine.db.transaction().execute(async (trx) => {
    await trx.deleteFrom('finding').execute()
    await trx.updateTable('subtask').set({ state: 'running' }).execute()
    await trx.updateTable('task').set({ state: 'running', remaining: 1 }).execute()
    const subtask = await trx.selectFrom('subtask').select('id').executeTakeFirstOrThrow()
    await engine.queue.enqueue(trx, 'run-subtask', { subtaskId: subtask.id })
  })
  const found = await scene.ended(view.id)
  expect(found.findings[0]).toMatchObject({ title: 'Law for Grobowsky', mark: 'verified' })
  expect(llm.requests).toHaveLength(2)
})

test('what somebody asks is redacted too, by the names of their document and by form', async () => {
  await using scene = await openTestEngine(parts('one'), everything)
  const { engine } = scene
  const analysis = engine.library.get('test')
  const redaction = await redactionOfFile(engine, {
    analysis,
    content: { kind: 'text', text, pages: [], paged: false, headings: [], warnings: [] },
    fileName: 'a.txt',
    variables: { question: 'Does Melinda Farnsworth owe grobowsky anything?' },
  })
  const [asked = ''] =
    (await redaction?.redactTexts([
      'Does Melinda Farnsworth owe Jay Grobowsky anything? Mail bob@other.example.',
    ])) ?? []
  expect(asked).toMatch(/^Does \[PERSON_\d\] owe \[PERSON_\d\] anything\? Mail \[EMAIL_\d\]\.$/)
  expect(redaction?.restore(asked)).toBe(
    'Does Melinda Farnsworth owe Jay Grobowsky anything? Mail bob@other.example.',
  )
})
