import { Hono, type Context } from 'hono'
import type { GlobalDeps } from './global-metrics.ts'
import type { OperatorEnv } from './let-operator-in.ts'
import { costsPage } from './page/costs.ts'
import { page, type PlacePath } from './page/layout.ts'
import { modelsPage } from './page/models.ts'
import { overviewPage } from './page/overview.ts'
import { promptsPage } from './page/prompts.ts'
import { queuePage } from './page/queue.ts'
import type { Html } from './page/table.ts'
import { taskPage } from './page/task.ts'
import { tasksPage } from './page/tasks.ts'
import { short } from './page/words.ts'
import { budgetUse, readSpent } from './read-budgets.ts'
import { daysBefore, readCosts } from './read-costs.ts'
import { readLimits } from './read-limits.ts'
import { readLoad } from './read-load.ts'
import { readCallFailures, readModels } from './read-models.ts'
import { readOverview } from './read-overview.ts'
import { readProcesses } from './read-processes.ts'
import { readQuotes, readTemplates } from './read-prompts.ts'
import { readTask } from './read-task.ts'
import { readFailureCodes, readTasks, shows, slowDays } from './read-tasks.ts'

const dayMs = 86_400_000
/** The overview's chart of costs. */
const overviewDays = 14

/** The operator's pages: each reads, shows, and changes nothing. */
export function pageRoutes(deps: GlobalDeps): Hono<OperatorEnv> {
  const app = new Hono<OperatorEnv>()
  app.get('/', async (c) => show(c, '/operator', { title: 'Overview', body: await overview(deps) }))
  app.get('/tasks', async (c) => show(c, '/operator/tasks', { title: 'Tasks', body: await tasks(c, deps) }))
  app.get('/tasks/:id', async (c) => {
    const task = await readTask(deps.db, c.req.param('id'))
    return show(c, '/operator/tasks', { title: `Task ${short(task.id)}`, body: taskPage(task, new Date()) })
  })
  app.get('/queue', async (c) => {
    const [load, processes] = await Promise.all([readLoad(deps), readProcesses(deps.queue)])
    return show(c, '/operator/queue', { title: 'Queue', body: queuePage(load, processes) })
  })
  app.get('/costs', async (c) => show(c, '/operator/costs', { title: 'Costs', body: await costs(c, deps) }))
  app.get('/prompts', async (c) => {
    const days = daysOf(c, [1, 7, 30], 7)
    const of = { days, now: new Date() }
    const [templates, quotes] = await Promise.all([readTemplates(deps.db, of), readQuotes(deps.db, of)])
    return show(c, '/operator/prompts', { title: 'Prompts', body: promptsPage(templates, { quotes, days }) })
  })
  app.get('/models', async (c) => {
    const since = new Date(Date.now() - dayMs)
    const [models, failures, limits] = await Promise.all([
      readModels(deps.db, since),
      readCallFailures(deps.db, since),
      readLimits(deps.db, new Date()),
    ])
    return show(c, '/operator/models', { title: 'Models', body: modelsPage({ models, failures, limits }) })
  })
  return app
}

async function overview(deps: GlobalDeps): Promise<Html[]> {
  const now = new Date()
  const [ended, load, processes, limits, spent, costRows, failures] = await Promise.all([
    readOverview(deps.db, now),
    readLoad(deps),
    readProcesses(deps.queue),
    readLimits(deps.db, now),
    readSpent(deps.db, now),
    readCosts(deps.db, { days: overviewDays, now }),
    readTasks(deps.db, { show: 'failed', before: null, now }),
  ])
  const days = daysBefore(now, overviewDays)
  return overviewPage({
    overview: ended,
    load,
    processes,
    limits,
    spent,
    budgets: deps.budgets,
    costs: costRows,
    failures,
    days,
  })
}

async function tasks(c: Context, deps: GlobalDeps): Promise<Html[]> {
  const now = new Date()
  const wanted = shows.find((each) => each === c.req.query('show')) ?? 'latest'
  const before = new Date(c.req.query('before') ?? '')
  const [lines, codes] = await Promise.all([
    readTasks(deps.db, { show: wanted, before: Number.isNaN(before.getTime()) ? null : before, now }),
    wanted === 'failed' ? readFailureCodes(deps.db, new Date(now.getTime() - slowDays * dayMs)) : [],
  ])
  return tasksPage(lines, { show: wanted, codes })
}

async function costs(c: Context, deps: GlobalDeps): Promise<Html[]> {
  const now = new Date()
  const days = daysOf(c, [7, 14, 30], 14)
  const [rows, spent] = await Promise.all([readCosts(deps.db, { days, now }), readSpent(deps.db, now)])
  return costsPage({ costs: rows, days: daysBefore(now, days), uses: budgetUse(deps.budgets, spent) })
}

function daysOf(c: Context, allowed: number[], usual: number): number {
  return allowed.find((days) => String(days) === c.req.query('days')) ?? usual
}

// A page that looks again by itself is asked for as such, so that nobody is disturbed who reads.
function show(
  c: Context,
  at: PlacePath,
  { title, body }: { title: string; body: Html[] },
): Response | Promise<Response> {
  const url = new URL(c.req.url)
  const refresh = url.searchParams.get('refresh') === '30' ? 30 : null
  url.searchParams.delete('refresh')
  return c.html(page({ title, at, refresh, self: `${url.pathname}${url.search}` }, body))
}
