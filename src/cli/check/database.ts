import { sql } from 'kysely'
import type { CheckContext, OpenedDatabase } from './context.ts'
import { reasonOf } from './network.ts'
import { failed, ok, skipped, warning, type Outcome } from './outcome.ts'

// pg-boss 12 needs 13; the community keeps 14 and newer in order (postgresql.org, versioning policy, November 2026).
const oldestVersion = 14

interface Server {
  version: string
  encoding: string
  timezone: string
  isReplica: boolean
  isEncrypted: boolean | null
}

/** Whether the database answers, and is one that the program can use. */
export async function checkDatabase(context: CheckContext): Promise<Outcome> {
  if (context.settings.isBroken(/^DATABASE_URL$/))
    return skipped('DATABASE_URL is wrong', 'Correct it, then check again.')
  const opened = await openOrWhy(context)
  if ('why' in opened) return failed(opened.why, opened.fix)
  const server = await readServer(opened)
  const major = Number.parseInt(server.version, 10)
  if (major < oldestVersion)
    return failed(`PostgreSQL ${server.version} is too old`, `Use PostgreSQL ${oldestVersion} or newer.`)
  if (server.encoding !== 'UTF8')
    return failed(
      `its encoding is ${server.encoding}: names and quotes of other scripts cannot be kept`,
      "Make a new one: create database … encoding 'UTF8' template template0.",
    )
  if (server.isReplica)
    return failed('it is a replica, which cannot be written to', 'Name the primary server in DATABASE_URL.')
  const said = `PostgreSQL ${server.version}, UTF8, time zone ${server.timezone}`
  if (opened.builtIn !== null)
    return ok(`${said}; built in, data in ${opened.builtIn}: DATABASE_URL is not set`)
  const advice = adviceOn(opened.url, server)
  if (advice) return warning(`${said}; ${advice.what}`, advice.fix)
  return ok(`${said} at ${opened.url.host}`)
}

async function openOrWhy(context: CheckContext): Promise<OpenedDatabase | { why: string; fix: string }> {
  try {
    const opened = await context.database()
    await sql`select 1`.execute(opened.db)
    return opened
  } catch (error) {
    return whyNot(error)
  }
}

function whyNot(error: unknown): { why: string; fix: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known = refusals[code]
  if (known) return known
  if (error instanceof Error && 'userMessage' in error)
    return { why: String(error.userMessage), fix: 'Set DATABASE_URL, or mend what is said.' }
  const why = code === '' ? 'no answer in time' : reasonOf(error)
  return {
    why: `it does not answer: ${why}`,
    fix: 'Check host and port in DATABASE_URL, and that a firewall lets this machine in.',
  }
}

// PostgreSQL, appendix A.
const refusals: Record<string, { why: string; fix: string }> = {
  '28P01': {
    why: 'it refuses the password',
    fix: 'Check user and password in DATABASE_URL; letters as @ : / in it are written as %40 %3A %2F.',
  },
  '28000': {
    why: 'it refuses this user from this machine',
    fix: 'Allow it in pg_hba.conf; where that asks for TLS, add ?sslmode=require to DATABASE_URL.',
  },
  '3D000': {
    why: 'there is no database of this name',
    fix: 'Make it (createdb), or correct the name at the end of DATABASE_URL.',
  },
  '53300': { why: 'it has no connection left', fix: 'Raise max_connections, or run fewer processes.' },
  '57P03': { why: 'it is starting or stopping', fix: 'Wait a moment, then check again.' },
}

async function readServer({ db }: OpenedDatabase): Promise<Server> {
  const { rows } = await sql<Server>`
    select current_setting('server_version') as version, current_setting('server_encoding') as encoding,
           current_setting('TimeZone') as timezone, pg_is_in_recovery() as "isReplica",
           (select ssl from pg_stat_ssl where pid = pg_backend_pid()) as "isEncrypted"`.execute(db)
  const [server] = rows
  if (!server) throw new Error('no row')
  return server
}

/** What may go wrong later with a server at this address; null for nothing. */
export function adviceOn(
  url: URL,
  { isEncrypted }: Pick<Server, 'isEncrypted'>,
): { what: string; fix: string } | null {
  if (url.port === '6432' || /pooler|pgbouncer/.test(url.host))
    return {
      what: `${url.host} looks like a pooler`,
      fix: 'Jobs are announced by LISTEN, which a pooler in transaction mode does not carry: use the direct address, or session mode.',
    }
  if (isEncrypted !== false || !isFar(url)) return null
  return {
    what: `the connection to ${url.host} is not encrypted`,
    fix: 'Add ?sslmode=verify-full to DATABASE_URL.',
  }
}

// Names of one word are those of a private network: a Compose or Kubernetes service, the machine itself.
function isFar({ hostname }: URL): boolean {
  const near = /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)|\.(?:internal|local|svc)$/
  return hostname.includes('.') && !near.test(hostname)
}
