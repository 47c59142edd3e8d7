import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../support/test-database.ts'

const moments = {
  'between two statements': 'select 1',
  'in a statement': 'select pg_sleep(10)',
}

// The driver tells of a broken connection by an event too, and Node.js ends a process where nobody hears that.
test.each(Object.entries(moments))(
  'a connection that breaks %s of a transaction fails that, not the process',
  async (_, statement) => {
    await using database = await createTestDatabase()
    const { db } = database
    const transaction = db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
      const running = sql.raw(statement).execute(trx)
      if (statement === 'select 1') await running
      const broken = sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db).then(async () => wait(200))
      await Promise.all([running, broken])
      await sql`select 1`.execute(trx)
    })
    await expect(transaction).rejects.toThrow(/terminat|not queryable|ECONNRESET/)
    // The pool replaces it.
    expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
  },
)
