import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { decideFinding } from '../../src/tasks/decide-finding.ts'
import { taskJson } from '../../src/tasks/task-json.ts'
import { viewTask, type TaskView } from '../../src/tasks/task-view.ts'
import type { SeverityColumn } from '../../src/db/schema.ts'
import { openTestEngine, parts, type TestEngine } from '../support/test-engine.ts'

const quote = 'It is governed by the laws of England.'

/** Three answers, two of which find the law a high risk and one of no importance. */
async function contradicting(app: TestEngine): Promise<TaskView> {
  let asked = 0
  app.llm.reply(() => {
    const severity = ++asked === 2 ? ('info' as const) : ('high' as const)
    const explanation = severity === 'high' ? 'A foreign court.' : 'A usual clause.'
    const finding = { title: 'Law', severity, explanation, recommendation: null, quote, page: null }
    return { answer: { answer: `Answer ${asked}.`, findings: [finding], not_found: [] } }
  })
  await app.work()
  return app.ended(await app.start({ variations: 3 }))
}

function decide(app: TestEngine, view: TaskView, severity: SeverityColumn) {
  const findingId = view.findings[0]?.members[1]?.id ?? ''
  const deps = { db: app.engine.db, enqueue: app.engine.queue.enqueue }
  return decideFinding(deps, { taskId: view.id, findingId, severity, by: 'U0ADA' })
}

async function addAnswer(app: TestEngine, taskId: string, number: number): Promise<void> {
  const { db } = app.engine
  const subtaskId = randomUUID()
  const like = await db
    .selectFrom('finding')
    .selectAll()
    .where('task_id', '=', taskId)
    .executeTakeFirstOrThrow()
  await db
    .insertInto('variation')
    .values({ task_id: taskId, number, model: 'anthropic/any', variant: null, effort: null })
    .execute()
  await db
    .insertInto('subtask')
    .values({
      id: subtaskId,
      task_id: taskId,
      name: 'law',
      title: 'law',
      position: 1,
      variation: number,
      state: 'done',
    })
    .execute()
  await db
    .insertInto('finding')
    .values({ ...like, id: randomUUID(), subtask_id: subtaskId, severity: 'high' })
    .execute()
}

test('answers that contradict each other are one finding, in the view and in what programs read', async () => {
  await using app = await openTestEngine(parts('law'))
  const view = await contradicting(app)
  expect(view.findings).toMatchObject([
    {
      severity: 'high',
      explanation: 'A foreign court.',
      variations: [1, 2, 3],
      others: [{ severity: 'info', explanation: 'A usual clause.' }],
      contradiction: { severities: { high: 2, info: 1 }, decided: null },
    },
  ])
  expect(view.variationList).toMatchObject([{ number: 1 }, { number: 2 }, { number: 3 }])
  const json = taskJson(view)
  expect(json.rests_on).toBe(
    'Rests on 3 answers: 1 finding is in all of them; 1 disagreement, not settled yet.',
  )
  expect(json.variation_list).toMatchObject([{ number: 1, state: expect.any(String), failure: null }, {}, {}])
  expect(json.findings).toMatchObject([
    { members: [{ variation: 1 }, { variation: 2 }, { variation: 3 }], contradiction: { decided: null } },
  ])
})

test('a decision is kept for the first member, can be changed, and survives two more answers', async () => {
  await using app = await openTestEngine(parts('law'))
  const view = await contradicting(app)
  expect(await decide(app, view, 'info')).toBe(true)
  const decided = await viewTask(app.engine, view.id)
  expect(decided.findings).toMatchObject([
    {
      severity: 'info',
      explanation: 'A usual clause.',
      contradiction: { decided: { severity: 'info', by: 'U0ADA' } },
    },
  ])
  const stored = () => app.engine.db.selectFrom('finding_decision').selectAll().execute()
  expect(await stored()).toMatchObject([{ finding_id: view.findings[0]?.members[0]?.id, severity: 'info' }])

  await addAnswer(app, view.id, 4)
  await addAnswer(app, view.id, 5)
  const more = await viewTask(app.engine, view.id)
  expect(more.findings).toMatchObject([
    { severity: 'info', variations: [1, 2, 3, 4, 5], contradiction: { severities: { high: 4, info: 1 } } },
  ])

  // Somebody thinks again; twice the same click is one decision.
  expect(await Promise.all([decide(app, more, 'high'), decide(app, more, 'high')])).toEqual([true, true])
  expect(await stored()).toMatchObject([{ severity: 'high' }])
  // A severity that no answer gives is not to be had, nor a finding of another task.
  expect(await decide(app, more, 'medium')).toBe(false)
  expect(await decide(app, { ...more, id: randomUUID() }, 'high')).toBe(false)
})

test('what an answer says that did not pass its checks counts for nothing', async () => {
  await using app = await openTestEngine(parts('law'))
  const view = await contradicting(app)
  const odd = view.findings[0]?.others[0]?.variations[0] ?? 0
  await app.engine.db
    .updateTable('variation')
    .set({ state: 'failed', failure: 'A quote stands nowhere in the document.' })
    .where('number', '=', odd)
    .execute()
  const passing = await viewTask(app.engine, view.id)
  expect(passing.findings).toMatchObject([{ severity: 'high', others: [], contradiction: null }])
  expect(passing.findings[0]?.variations).toHaveLength(2)
  expect(passing.variationList.find(({ number }) => number === odd)).toMatchObject({
    state: 'failed',
    failure: 'A quote stands nowhere in the document.',
  })
  expect(taskJson(passing).rests_on).toBe(
    'Rests on 2 of 3 answers (one did not pass its checks): 1 finding is in both.',
  )
  expect(await decide(app, passing, 'high')).toBe(false)
})
