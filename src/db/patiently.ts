import { setTimeout as wait } from 'node:timers/promises'
import { DatabaseError } from 'pg'

const patienceMs = 30_000
const pauseMs = 500
// PostgreSQL's error classes for a server that goes, comes or is full: connection exception, insufficient
// resources, operator intervention (postgresql.org/docs/18/errcodes-appendix.html).
const passing = ['08', '53', '57']

/** Does database work again while the server is away, for half a minute: what was paid for must not be lost with it. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + patienceMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isAway(error) || Date.now() > deadline) throw error
      await wait(pauseMs)
    }
  }
}

// The driver reports a connection that broke as a bare Error, a refused one by the system's code.
function isAway(error: unknown): boolean {
  if (error instanceof DatabaseError) return passing.includes(error.code?.slice(0, 2) ?? '')
  if (!(error instanceof Error)) return false
  return (
    error.constructor === Error ||
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(codeOf(error))
  )
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
