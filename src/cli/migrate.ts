import { readConfig } from '../config.ts'
import { connect } from '../db/connect.ts'
import { startEmbeddedDatabase } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { embeddedFolder } from '../engine.ts'
import { createLog } from '../log.ts'
import { openQueue } from '../queue/queue.ts'

/** Brings the database up to date, tables and queues, before the processes that use it start. Safe to repeat. */
export async function migrateDatabase(): Promise<void> {
  const config = readConfig(process.env)
  await using opened = new AsyncDisposableStack()
  const log = createLog({ logLevel: 'error' })
  const databaseUrl =
    config.databaseUrl ?? opened.use(await startEmbeddedDatabase({ folder: embeddedFolder(config), log })).url
  const db = connect(databaseUrl, { maxConnections: 2 })
  opened.defer(() => db.destroy())
  const run = await migrate(db)
  opened.use(await openQueue({ databaseUrl, log }))
  for (const name of run) console.log(`done: ${name}`)
  console.log('The database is up to date.')
}
