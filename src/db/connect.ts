import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import { Pool } from 'pg'
import type { Database } from './schema.ts'
import { sealing } from './sealing.ts'

/** A connection pool's typed door. A plain `Db` does not fit where a `Trx` is asked for. */
export type Db = Kysely<Database>
/** "Must commit together with my caller." */
export type Trx = Transaction<Database>

/** Connections that one process takes at most. */
export const poolSize = 16

export interface ConnectOptions {
  maxConnections?: number
  /** What the server shows of this process. */
  applicationName?: string
  /** How long a connection may take to come about; without it, as long as the system lets it. */
  connectTimeoutMs?: number
  /** For content at rest: the first one seals, each of them opens. None: what is written is stored in clear. */
  keys?: Buffer[]
}

/** Opens a pool; nothing is connected until the first query. */
export function connect(connectionString: string, options: ConnectOptions = {}): Db {
  const pool = new Pool({
    connectionString,
    max: options.maxConnections ?? poolSize,
    application_name: options.applicationName ?? 'paralegal',
    connectionTimeoutMillis: options.connectTimeoutMs ?? 0,
  })
  // A connection that breaks (server restart) is replaced by the pool, and fails the work that had it. It is told as an
  // event too, by the pool while it was idle and by itself while it was not: unheard, either ends the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    plugins: [sealing(options.keys ?? [])],
  })
  pools.set(db, pool)
  return db
}

const pools = new WeakMap<Db, Pool>()

/** How many connections there are, and how many wait for one. */
export function poolSizes(db: Db): { total: number; idle: number; waiting: number } {
  const pool = pools.get(db)
  return { total: pool?.totalCount ?? 0, idle: pool?.idleCount ?? 0, waiting: pool?.waitingCount ?? 0 }
}
