import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { connect } from '../../src/db/connect.ts'
import { startEmbeddedDatabase } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createLog } from '../../src/log.ts'
import { openQueue } from '../../src/queue/queue.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A migrated database that is only copied, never used. */
    templateUrl: string
  }
}

/** One real PostgreSQL for the whole run, with one migrated template that each test file copies. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'paralegal-test-'))
  await chmod(folder, 0o755)
  const log = createLog({ logLevel: 'silent' })
  const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']
  const server = await startEmbeddedDatabase({ folder, log, settings })
  const db = connect(server.url)
  await migrate(db)
  await db.destroy()
  const queue = await openQueue({ databaseUrl: server.url, log })
  await queue[Symbol.asyncDispose]()
  project.provide('templateUrl', server.url)
  return async () => {
    await server[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
}
