import { DatabaseError } from 'pg'

// PostgreSQL's error classes for a server that goes, comes or is full: connection exception, insufficient
// resources, operator intervention (postgresql.org/docs/18/errcodes-appendix.html).
const passing = ['08', '53', '57']

/** Whether an error of database work says that the server is away, not that the work is wrong. */
export function isAway(error: unknown): boolean {
  // The driver reports a connection that broke as a bare Error, a refused one by the system's code.
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
