import { z } from 'zod'
import type { Db, Trx } from '../db/connect.ts'
import { allot } from './allot.ts'
import { valueKinds } from './value-kinds.ts'
import type { Entry } from './placeholder.ts'
import type { FoundValue } from './redact-text.ts'

const Entries = z.array(
  z.strictObject({ kind: z.enum(valueKinds), number: z.int(), form: z.int(), value: z.string() }),
)

/** What stands for what in a document's prompts; nothing where none was redacted. */
export async function readEntries(db: Db, documentId: string): Promise<Entry[]> {
  const row = await db
    .selectFrom('redaction')
    .select('entries')
    .where('document_id', '=', documentId)
    .executeTakeFirst()
  return row ? parse(row.entries) : []
}

/** The same with entries for these values too. Whoever comes second finds what the first one wrote, also in another process. */
export async function keepEntries(
  db: Db,
  documentId: string,
  found: readonly FoundValue[],
): Promise<Entry[]> {
  const known = await readEntries(db, documentId)
  if (allot(known, found).length === known.length) return known
  return db.transaction().execute(async (trx) => {
    await trx
      .insertInto('redaction')
      .values({ document_id: documentId, entries: '[]' })
      .onConflict((conflict) => conflict.column('document_id').doNothing())
      .execute()
    const row = await trx
      .selectFrom('redaction')
      .select('entries')
      .where('document_id', '=', documentId)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const entries = allot(parse(row.entries), found)
    await trx
      .updateTable('redaction')
      .set({ entries: written(entries) })
      .where('document_id', '=', documentId)
      .execute()
    return entries
  })
}

/** What was found in one document is looked for in another one too, which was made of it. */
export async function copyEntries(trx: Trx, { from, to }: { from: string; to: string }): Promise<void> {
  const entries = await readEntries(trx, from)
  if (entries.length === 0) return
  await trx
    .insertInto('redaction')
    .values({ document_id: to, entries: written(entries) })
    .onConflict((conflict) => conflict.column('document_id').doNothing())
    .execute()
}

function written(entries: Entry[]): string {
  return JSON.stringify(entries).replaceAll('\\u0000', '\uFFFD')
}

function parse(text: string): Entry[] {
  return Entries.parse(JSON.parse(text))
}
