import { Hono, type Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { bodyLimit } from 'hono/body-limit'
import { isAway } from '../db/is-away.ts'
import { AppError } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { GlobalDeps } from './global-metrics.ts'
import { judge, letOperatorIn, type DoorDeps, type OperatorEnv } from './let-operator-in.ts'
import type { Metrics } from './open-metrics.ts'
import { pageRoutes } from './page-routes.ts'
import { loginPage, problemPage } from './page/login.ts'
import { style } from './page/style.ts'
import { cookieName, sessionSeconds, signSession } from './session.ts'
import { countWrongTries } from './wrong-tries.ts'

export interface OperatorDeps extends GlobalDeps {
  /** What the operator must say; null turns it all off. */
  token: string | null
  metrics: Metrics | null
  log: Logger
}

const headers = {
  // Nothing but this page's own style: no script, no frame, nothing from elsewhere.
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** What the operator can look at. Nothing can be changed here, and there is no content: ids, kinds, times, numbers. */
export function operatorRoutes(deps: OperatorDeps): Hono<OperatorEnv> {
  const { token } = deps
  const app = new Hono<OperatorEnv>()
  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(headers)) c.header(name, value)
  })
  app.onError((error, c) => answerError(c, error, deps.log))
  if (token === null) return app.all('*', (c) => c.text(off, 404))
  const door = { token, tries: countWrongTries() }
  app.get('/operator/style.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.post('/operator/login', bodyLimit({ maxSize: 10_000 }), (c) => logIn(c, door))
  app.post('/operator/logout', (c) => {
    deleteCookie(c, cookieName, { path: '/operator' })
    return c.redirect('/operator', 303)
  })
  app.use(
    '/metrics',
    letOperatorIn(door, (c, why) => refuseProgram(c, why)),
  )
  app.get('/metrics', async (c) =>
    c.body((await deps.metrics?.text()) ?? '', 200, {
      'content-type': deps.metrics?.contentType ?? 'text/plain',
    }),
  )
  app.use(
    '/operator/*',
    letOperatorIn(door, (c, why) =>
      why === 'nothing said' ? c.html(loginPage(null), 401) : refuseProgram(c, why),
    ),
  )
  app.route('/operator', pageRoutes(deps))
  app.notFound((c) => c.html(problemPage('There is no such page.'), 404))
  return app
}

async function logIn(c: Context<OperatorEnv>, door: DoorDeps): Promise<Response> {
  const { token: said } = await c.req.parseBody()
  const judged = judge(door, typeof said === 'string' ? said.trim() : '', c.env.address)
  switch (judged) {
    case 'right':
      setCookie(c, cookieName, signSession(door.token, new Date()), {
        path: '/operator',
        httpOnly: true,
        sameSite: 'Strict',
        secure: c.req.header('x-forwarded-proto') === 'https',
        maxAge: sessionSeconds,
      })
      return c.redirect('/operator', 303)
    case 'wrong':
      return c.html(loginPage('That is not the token. It is what PARALEGAL_OPERATOR_TOKEN is set to.'), 401)
    case 'too many tries':
      c.header('retry-after', '60')
      return c.html(loginPage('Too many wrong tries. Please wait a minute.'), 429)
  }
}

function refuseProgram(c: Context, why: string): Response {
  if (why === 'too many tries') {
    c.header('retry-after', '60')
    return c.text('Too many wrong tries; wait a minute.\n', 429)
  }
  c.header('www-authenticate', 'Bearer realm="paralegal operator"')
  return c.text('Say the operator’s token: Authorization: Bearer <PARALEGAL_OPERATOR_TOKEN>\n', 401)
}

function answerError(c: Context, error: Error, log: Logger): Response | Promise<Response> {
  if (error instanceof AppError) return sayProblem(c, error.userMessage, 404)
  if (isAway(error)) {
    log.warn({ err: error }, 'operator’s page met no database')
    return sayProblem(c, 'The database does not answer just now.', 503)
  }
  log.error({ err: error }, 'operator’s page failed')
  return sayProblem(c, 'This page could not be made. The log has the reason.', 500)
}

function sayProblem(c: Context, words: string, status: 404 | 500 | 503): Response | Promise<Response> {
  for (const [name, value] of Object.entries(headers)) c.header(name, value)
  return c.html(problemPage(words), status)
}

const off = 'This is off. Start Paralegal with PARALEGAL_OPERATOR_TOKEN set to turn it on.\n'
