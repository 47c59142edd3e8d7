import { expect, test } from 'vitest'
import { cancelTask } from '../../src/tasks/cancel-task.ts'
import { expireTasks } from '../../src/tasks/expire-tasks.ts'
import { finishSubtask } from '../../src/tasks/finish-subtask.ts'
import { openTestEngine, parts } from '../support/test-engine.ts'
import { until } from '../support/until.ts'

const names = ['one', 'two', 'three', 'four']

test('a task that is cancelled, or whose time is over, just when its parts end meets them in no deadlock', async () => {
  await using app = await openTestEngine(parts(...names))
  const { db, queue } = app.engine
  const deps = { db, enqueue: queue.enqueue }
  const held = Promise.withResolvers<undefined>()
  app.llm.reply({ after: held.promise })
  await app.work()
  const taskIds = await Promise.all(Array.from({ length: 4 }, async () => app.start()))
  const running = await until(async () => {
    const rows = await db.selectFrom('subtask').selectAll().where('state', '=', 'running').execute()
    return rows.length === taskIds.length * names.length ? rows : undefined
  })
  const inAYear = new Date(Date.now() + 366 * 24 * 3_600_000)
  const answer = { answer: 'Yes.', findings: [], not_found: [] }
  const outcomes = await Promise.allSettled([
    ...running.map(async (part) => finishSubtask(deps, part, { state: 'done', answer, findings: [] })),
    ...taskIds.slice(0, 2).map(async (taskId) => cancelTask(deps, taskId)),
    expireTasks(deps, inAYear),
  ])
  expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([])
  const left = await db
    .selectFrom('subtask')
    .select('id')
    .where('state', 'in', ['pending', 'running'])
    .execute()
  expect(left).toEqual([])
  held.resolve(undefined)
})
