import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type Db } from '../src/db/connect.ts'
import { startEmbeddedDatabase } from '../src/db/embedded.ts'
import { median } from './median.ts'
import { migrate } from '../src/db/migrate.ts'
import { createLog } from '../src/log.ts'
import { findDocument } from '../src/tasks/task-document.ts'

// What encryption at rest costs: a text of 300 pages stored and read, with and without a key, in turns in one run.

const pages = 300
const charactersPerPage = 2500
const rounds = 60

await using opened = new AsyncDisposableStack()
const url = process.env['DATABASE_URL'] ?? (await embedded())
const [plain, sealed] = [connect(url), connect(url, { keys: [randomBytes(32)] })]
opened.defer(async () => {
  await Promise.all([plain.destroy(), sealed.destroy()])
})
await migrate(plain)
const times = { plain: { write: [], read: [] }, sealed: { write: [], read: [] } } as Record<
  'plain' | 'sealed',
  Record<'write' | 'read', number[]>
>
for (let round = 0; round < rounds; round++) {
  for (const [name, db] of [
    ['plain', plain],
    ['sealed', sealed],
  ] as const) {
    const id = randomUUID()
    times[name].write.push(await timed(() => store(db, id)))
    times[name].read.push(await timed(() => findDocument(db, id)))
    await db.deleteFrom('document').where('id', '=', id).execute()
  }
}
for (const act of ['write', 'read'] as const) {
  const [without, with_] = [median(times.plain[act]), median(times.sealed[act])]
  console.log(
    `${act} ${pages} pages: ${without.toFixed(1)} ms in clear, ${with_.toFixed(1)} ms encrypted, ratio ${(with_ / without).toFixed(2)} (medians of ${rounds})`,
  )
}

async function embedded(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paralegal-bench-'))
  opened.defer(() => rm(folder, { recursive: true, force: true }))
  const database = await startEmbeddedDatabase({ folder, log: createLog({ logLevel: 'error' }) })
  opened.use(database)
  return database.url
}

async function store(db: Db, id: string): Promise<void> {
  const words = () =>
    randomBytes(charactersPerPage / 2)
      .toString('hex')
      .replace(/(.{7})/g, '$1 ')
      .slice(0, charactersPerPage)
  const text = Array.from({ length: pages }, words).join('\n')
  const spans = Array.from({ length: pages }, (_, index) => ({
    number: index + 1,
    start: index * (charactersPerPage + 1),
    end: (index + 1) * (charactersPerPage + 1) - 1,
  }))
  await db
    .insertInto('document')
    .values({
      id,
      team_id: 'bench',
      sha256: id,
      file_name: 'long.pdf',
      byte_size: 1,
      bytes: Buffer.from(text),
      kind: 'pdf',
      text,
      pages: JSON.stringify(spans),
      headings: '[]',
      paged: true,
    })
    .execute()
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await act()
  return performance.now() - startedAt
}
