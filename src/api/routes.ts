import { randomUUID } from 'node:crypto'
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { AppError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { cancelTask } from '../tasks/cancel-task.ts'
import { startTask, type StartTaskDeps } from '../tasks/start-task.ts'
import { taskJson } from '../tasks/task-json.ts'
import { viewTask } from '../tasks/task-view.ts'
import { fewAtOnce } from './few-at-once.ts'
import { answerError, sendProblem } from './problem.ts'
import { healthRoutes } from './health.ts'
import { refused } from './refused.ts'
import { requireToken } from './require-token.ts'
import { maxFileBytes, readTaskForm, tooLarge } from './task-form.ts'

export interface ApiDeps extends StartTaskDeps {
  /** What a program must say; null turns the API off. */
  token: string | null
  log: Logger
}

// The other fields and the boundaries between them.
const maxRequestBytes = maxFileBytes + 1024 * 1024
// A document of 50 MB takes a quarter of a gigabyte on its way from the wire to its row.
const uploadsAtOnce = 4

/**
 * What programs can ask over HTTP. There is one token per installation, and it may read and cancel every task
 * of it: those asked for in Slack, of any team, too.
 */
export function apiRoutes(deps: ApiDeps): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    // Findings quote contracts: no cache on the way may keep them.
    c.header('cache-control', 'no-store')
    c.header('x-content-type-options', 'nosniff')
    await next()
  })
  app.route('/', healthRoutes(deps))
  app.use(requireToken(deps.token))
  const limit = bodyLimit({ maxSize: maxRequestBytes, onError: refuseSize })
  app.post('/api/tasks', fewAtOnce(uploadsAtOnce), limit, (c) => post(c, deps))
  app.get('/api/tasks/:id', async (c) => c.json(taskJson(await viewTask(deps, taskIdOf(c)))))
  app.delete('/api/tasks/:id', (c) => cancel(c, deps))
  app.all('/api/tasks', (c) => refuseMethod(c, 'POST'))
  app.all('/api/tasks/:id', (c) => refuseMethod(c, 'GET, DELETE'))
  app.notFound((c) => {
    const message = 'There is only /api/tasks (POST) and /api/tasks/<id> (GET, DELETE).'
    return sendProblem(c, { status: 404, code: 'no_such_path', message })
  })
  app.onError((error, c) => answerError(c, error, deps.log))
  return app
}

async function post(c: Context, deps: ApiDeps): Promise<Response> {
  if (!c.req.header('content-type')?.toLowerCase().startsWith('multipart/form-data')) {
    const message = 'Send multipart/form-data, with the document in the file field `file`.'
    return sendProblem(c, { status: 415, code: 'content_type_unsupported', message })
  }
  const dedupeKey = `api:${idempotencyKeyOf(c)}`
  const form = await c.req.formData().catch((error: unknown) => {
    throw refused('The multipart form cannot be read: it is broken or its boundary is another one.', error)
  })
  const asked = await readTaskForm(form, deps.library)
  const { taskId, isNew } = await startTask(deps, {
    ...asked,
    dedupeKey,
    requestedBy: 'api',
    teamId: '',
    channelId: null,
    threadTs: null,
  })
  const url = `/api/tasks/${taskId}`
  c.header('location', url)
  if (isNew) return c.json({ task: taskId, state: 'queued', url }, 202)
  const { state } = await viewTask(deps, taskId)
  return c.json({ task: taskId, state, url }, 200)
}

async function cancel(c: Context, deps: ApiDeps): Promise<Response> {
  const taskId = taskIdOf(c)
  const isCancelled = await cancelTask(deps, taskId)
  if (isCancelled) return c.json({ task: taskId, state: 'cancelled' })
  const { state } = await viewTask(deps, taskId)
  const message = `This task can no longer be cancelled, it is ${state}.`
  return sendProblem(c, { status: 409, code: 'task_ended', message })
}

function taskIdOf(c: Context): string {
  const id = c.req.param('id') ?? ''
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id
  throw new AppError('task_not_found', 'not a task id', {
    userMessage: 'That is not the id of a task. It is the whole of what `task` said when the task was made.',
  })
}

function idempotencyKeyOf(c: Context): string {
  const key = c.req.header('idempotency-key')
  if (key === undefined) return randomUUID()
  if (/^[\u0020-\u007e]{1,200}$/.test(key)) return key
  throw refused('An Idempotency-Key has 1 to 200 plain characters.')
}

function refuseSize(): never {
  throw tooLarge()
}

function refuseMethod(c: Context, allowed: string): Response {
  c.header('allow', allowed)
  const message = `${c.req.method} is not answered here, only ${allowed}.`
  return sendProblem(c, { status: 405, code: 'method_not_allowed', message })
}
