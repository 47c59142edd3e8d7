import { keyIdOf } from '../seal.ts'
import type { Db } from './connect.ts'
import { countByKey } from './rotate-content.ts'
import { missingKey } from './sealed-value.ts'

/**
 * Notes by its id that content is written with the first key from now on. Throws `config_invalid` where content was written
 * with a key that is not among these: nothing is read or written without it.
 */
export async function noteKeys(db: Db, keys: Buffer[]): Promise<void> {
  const { missing, unused } = await findUnknownKeys(db, keys)
  if (missing.length > 0) throw missingKey(missing)
  if (unused.length > 0) await db.deleteFrom('encryption_key').where('key_id', 'in', unused).execute()
  const [first] = keys.map(keyIdOf)
  if (first === undefined) return
  await db
    .insertInto('encryption_key')
    .values({ key_id: first })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The ids of keys that are not among these: those that content is encrypted with, and those that nothing is. */
export async function findUnknownKeys(
  db: Db,
  keys: Buffer[],
): Promise<{ missing: string[]; unused: string[] }> {
  const known = keys.map(keyIdOf)
  const used = await db.selectFrom('encryption_key').select('key_id').execute()
  const unknown = used.map(({ key_id: id }) => id).filter((id) => !known.includes(id))
  if (unknown.length === 0) return { missing: [], unused: [] }
  const counts = await countByKey(db)
  return {
    missing: unknown.filter((id) => counts.has(id)),
    unused: unknown.filter((id) => !counts.has(id)),
  }
}
