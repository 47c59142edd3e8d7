import { Hono } from 'hono'
import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'

const patienceMs = 3000

/**
 * For whoever keeps the program running: `/healthz` says that it answers at all, `/readyz` that its database does. They
 * say no more than that, so they need no token.
 */
export function healthRoutes(deps: { db: Db }): Hono {
  const app = new Hono()
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    const isReady = await answers(deps.db)
    return c.json({ status: isReady ? 'ok' : 'the database does not answer' }, isReady ? 200 : 503)
  })
  return app
}

async function answers(db: Db): Promise<boolean> {
  const { promise: tooLate, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), patienceMs)
  const asked = sql`select 1`.execute(db).then(
    () => true,
    () => false,
  )
  return Promise.race([asked, tooLate]).finally(() => clearTimeout(timer))
}
