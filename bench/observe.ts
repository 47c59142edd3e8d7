import { chmod, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noBudgets } from '../src/environment.ts'
import { connect } from '../src/db/connect.ts'
import { startEmbeddedDatabase } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { createLog } from '../src/log.ts'
import { openMetrics } from '../src/observe/open-metrics.ts'
import { operatorRoutes } from '../src/observe/operator-routes.ts'
import { sumDays } from '../src/observe/sum-days.ts'
import { openQueue } from '../src/queue/queue.ts'
import { makeTasks } from './many-tasks.ts'
import { median } from './median.ts'

const count = Number(process.env['OBSERVE_TASKS'] ?? 100_000)
const folder = process.env['OBSERVE_FOLDER'] ?? join(tmpdir(), `paralegal-observe-${count}`)
const token = 'token-of-the-benchmark'
const log = createLog({ logLevel: 'error' })

await mkdir(folder, { recursive: true })
await chmod(folder, 0o755)
await using server = await startEmbeddedDatabase({
  folder,
  log,
  settings: ['fsync=off', 'synchronous_commit=off'],
})
const db = connect(server.url)
await migrate(db)
const { tasks } = await db
  .selectFrom('task')
  .select(({ fn }) => fn.countAll<string>().as('tasks'))
  .executeTakeFirstOrThrow()
if (Number(tasks) === 0) {
  console.log(`Making ${count} tasks in ${folder}, once`)
  await makeTasks(db, count)
}
// As the hourly job does.
await sumDays(db, new Date())
await using queue = await openQueue({ databaseUrl: server.url, log })
const deps = { db, queue, budgets: { ...noBudgets, day: 50, user: 10 }, log, token }
const { id } = await db
  .selectFrom('task')
  .select('id')
  .where('state', '=', 'done')
  .orderBy('created_at', 'desc')
  .executeTakeFirstOrThrow()
const paths = [
  '/metrics',
  '/operator',
  '/operator/tasks',
  '/operator/tasks?show=slow',
  '/operator/tasks?show=failed',
  `/operator/tasks/${id}`,
  '/operator/queue',
  '/operator/costs',
  '/operator/costs?days=30',
  '/operator/prompts',
  '/operator/models',
]
console.log(`${tasks} tasks; the first and the median of five more, each read anew`)
for (const path of paths) {
  const times: number[] = []
  for (let turn = 0; turn < 6; turn++) {
    // Metrics of its own each time: what is kept for some seconds is not what is measured.
    using metrics = openMetrics(deps)
    const app = operatorRoutes({ ...deps, metrics })
    const startedAt = performance.now()
    const response = await app.request(
      path,
      { headers: { authorization: `Bearer ${token}` } },
      { address: '' },
    )
    const text = await response.text()
    times.push(performance.now() - startedAt)
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`)
  }
  const [first = 0, ...others] = times
  console.log(
    `${path.padEnd(30)} ${first.toFixed(0).padStart(5)} ms ${median(others).toFixed(0).padStart(5)} ms`,
  )
}
await db.destroy()
