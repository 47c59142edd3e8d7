import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client, DatabaseError } from 'pg'
import type { Logger } from '../log.ts'
import { canReach, serverAccount, type Account } from './embedded-account.ts'
import { findBinaries } from './embedded-binaries.ts'
import { createCluster, readPassword } from './embedded-cluster.ts'
import { findRunning, launch, signal, stopServer } from './embedded-server.ts'

const watchIntervalMs = 1000
const looksBeforeStop = 5
/** Marks the connection of a process that is about to go, so that two leaving at once do not wait for each other. */
const leaving = 'paralegal leaving'

export interface EmbeddedOptions {
  /** Holds the data; made where missing. */
  folder: string
  log: Logger
  /** Extra server settings, `name=value`. */
  settings?: string[]
}

export interface EmbeddedDatabase {
  url: string
  /** Where the data really lie. */
  folder: string
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A real PostgreSQL from npm's binaries for one machine. Started once per folder however many processes ask:
 * the others adopt it; each watches it and starts it again if it dies; the last one to leave stops it.
 */
export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const account = serverAccount()
  const folder = await prepareFolder(options.folder, account)
  const place = {
    folder,
    account,
    settings: options.settings ?? [],
    binaries: await findBinaries(account, folder),
  }
  await createCluster(place)
  let server = (await findRunning(place)) ?? (await launch(place))
  const url = `postgres://paralegal:${await readPassword(folder)}@127.0.0.1:${server.port}/paralegal`
  await createDatabase(url)

  let restarting: Promise<void> | null = null
  const watch = setInterval(() => {
    if (restarting || signal(server, 0)) return
    options.log.warn({ port: server.port }, 'embedded database died, starting it again')
    restarting = (async () => {
      server = (await findRunning(place)) ?? (await launch(place, server.port))
    })()
      .catch((error: unknown) => options.log.error({ err: error }, 'embedded database did not start again'))
      .finally(() => (restarting = null))
  }, watchIntervalMs)
  watch.unref()

  return {
    url,
    folder,
    async [Symbol.asyncDispose]() {
      clearInterval(watch)
      await restarting
      if (signal(server, 0) && (await isLeftAlone(url))) await stopServer(server)
    },
  }
}

// The account that runs the server must be able to enter the folder; under a closed home (/root) it cannot.
async function prepareFolder(wanted: string, account: Account | null): Promise<string> {
  await mkdir(wanted, { recursive: true, mode: 0o755 })
  if (!account || canReach(wanted, account)) return wanted
  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 12)
  const reachable = join('/var/lib/paralegal', name)
  await mkdir(reachable, { recursive: true, mode: 0o755 })
  return reachable
}

async function createDatabase(url: string): Promise<void> {
  await withClient(url.replace(/paralegal$/, 'postgres'), async (client) => {
    const found = await client.query(`select 1 from pg_database where datname = 'paralegal'`)
    if (found.rowCount) return
    // Another process may have been quicker: 42P04 duplicate_database, 23505 unique_violation.
    await client.query('create database paralegal').catch((error: unknown) => {
      if (!(error instanceof DatabaseError && ['42P04', '23505'].includes(error.code ?? ''))) throw error
    })
  })
}

// What this process has just closed the server may take a moment to notice.
async function isLeftAlone(url: string): Promise<boolean> {
  for (let look = 0; look < looksBeforeStop; look++) {
    if (!(await hasOtherClients(url))) return true
    await wait(100)
  }
  return false
}

async function hasOtherClients(url: string): Promise<boolean> {
  return withClient(`${url}?application_name=${encodeURIComponent(leaving)}`, async (client) => {
    const others = await client.query(
      `select 1 from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name <> $1`,
      [leaving],
    )
    return (others.rowCount ?? 0) > 0
  }).catch(() => true)
}

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}
