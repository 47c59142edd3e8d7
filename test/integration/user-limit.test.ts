import { expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { startTask } from '../../src/tasks/start-task.ts'
import { OverLimit } from '../../src/tasks/user-limit.ts'
import { openTestEngine, parts, type TestEngine } from '../support/test-engine.ts'

const source = {
  kind: 'bytes' as const,
  fileName: 'a.txt',
  bytes: Buffer.from('It is governed by English law.'),
}

function starter(app: TestEngine, db = app.engine.db) {
  const { queue, library, models } = app.engine
  const deps = { db, enqueue: queue.enqueue, library, model: `offline/${models.chosen.name}` }
  return (
    key: string,
    of: { by?: string; team?: string; limits?: { hour: number | null; day: number | null } } = {},
  ) =>
    startTask(
      { ...deps, userLimits: of.limits ?? { hour: 3, day: 5 } },
      {
        dedupeKey: key,
        analysis: 'test',
        variables: {},
        source,
        requestedBy: of.by ?? 'U1',
        teamId: of.team ?? 'T1',
        channelId: null,
        threadTs: null,
      },
    )
}

test('of many starts in two processes at one moment just so many are kept as a person may', async () => {
  await using app = await openTestEngine(parts('one'))
  const elsewhere = connect(app.database.url)
  try {
    const [here, there] = [starter(app), starter(app, elsewhere)]
    const starts = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? here : there)(`key ${index}`))
    const outcomes = await Promise.allSettled(starts)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    const refusals = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    )
    expect(refusals.every((error) => error instanceof OverLimit && error.code === 'user_limit')).toBe(true)
    expect(await app.engine.db.selectFrom('task').select('id').execute()).toHaveLength(3)
    // Somebody else, and the same id in another team, have their own.
    await here('other person', { by: 'U2' })
    await here('other team', { team: 'T2' })
  } finally {
    await elsewhere.destroy()
  }
})

test('what was started before is found again, and there is room when the oldest has grown old', async () => {
  await using app = await openTestEngine(parts('one'))
  const start = starter(app)
  const first = await start('one')
  await start('two')
  await start('three')
  expect(await start('one')).toEqual({ taskId: first.taskId, isNew: false })
  const refusal = await start('four').catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(OverLimit)
  expect((refusal as OverLimit).userMessage).toBe(
    'You have started 3 analyses within an hour, the limit for one person here. There is room for the next one in 60 minutes. Nothing is lost: please ask again then. The operator can raise PARALEGAL_USER_LIMIT.',
  )
  const age = async (taskId: string, minutes: number) =>
    app.engine.db
      .updateTable('task')
      .set({ created_at: new Date(Date.now() - minutes * 60_000) } as never)
      .where('id', '=', taskId)
      .execute()
  await age(first.taskId, 61)
  const { taskId: fourth } = await start('four')
  await age(fourth, 62)
  const { taskId: fifth } = await start('five')
  await age(fifth, 63)
  // There is room in the hour, and none in the day any more.
  const over = await start('six').catch((error: unknown) => error)
  expect((over as OverLimit).userMessage).toContain('You have started 5 analyses within a day')
  expect((over as OverLimit).userMessage).toContain('in about 23 hours')
})

test('a program’s own batches and evals have no limit', async () => {
  await using app = await openTestEngine(parts('one'))
  const start = starter(app)
  for (const key of ['a', 'b', 'c', 'd']) await start(key, { limits: { hour: null, day: null } })
  expect(await app.engine.db.selectFrom('task').select('id').execute()).toHaveLength(4)
})
