import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedDatabase } from '../../src/db/embedded.ts'
import { createLog } from '../../src/log.ts'
import { makeTemplate } from './make-template.ts'

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
  await makeTemplate(server.url, log)
  project.provide('templateUrl', server.url)
  return async () => {
    await server[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
}
