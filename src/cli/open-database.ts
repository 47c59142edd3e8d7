import { readConfig } from '../config.ts'
import { connect, type Db } from '../db/connect.ts'
import { startEmbeddedDatabase } from '../db/embedded.ts'
import { migrate } from '../db/migrate.ts'
import { embeddedFolder } from '../engine.ts'
import { createLog } from '../log.ts'

/** The installation's database, for a command that only reads and writes rows. */
export async function openDatabase(): Promise<{ db: Db; [Symbol.asyncDispose](): Promise<void> }> {
  const config = readConfig(process.env)
  await using opened = new AsyncDisposableStack()
  const log = createLog({ logLevel: 'error' })
  const url =
    config.databaseUrl ?? opened.use(await startEmbeddedDatabase({ folder: embeddedFolder(config), log })).url
  const db = connect(url, { keys: config.keys })
  opened.defer(() => db.destroy())
  await migrate(db)
  const kept = opened.move()
  return { db, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
