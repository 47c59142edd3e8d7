import { sql } from 'kysely'
import { findUnknownKeys } from '../../db/encryption-keys.ts'
import { missingKey } from '../../db/sealed-value.ts'
import { keyIdOf } from '../../seal.ts'
import type { CheckContext } from './context.ts'
import { failed, ok, skipped, type Outcome } from './outcome.ts'

/** Whether PARALEGAL_KEY opens all content that is encrypted. */
export async function checkEncryption(context: CheckContext): Promise<Outcome> {
  if (context.settings.isBroken(/^PARALEGAL_KEY$/))
    return skipped('PARALEGAL_KEY is wrong', 'Correct it, then check again.')
  const { db } = await context.database()
  const { rows } = await sql<{ has: boolean }>`
    select to_regclass('encryption_key') is not null as has`.execute(db)
  if (!rows[0]?.has) return skipped('the tables are not made yet')
  const { keys } = context.settings.config
  const { missing } = await findUnknownKeys(db, keys)
  if (missing.length > 0)
    return failed(
      missingKey(missing).message,
      'Put the missing key behind the present one in PARALEGAL_KEY, with a comma between.',
    )
  const [key] = keys
  return ok(
    key
      ? `content is encrypted with key ${keyIdOf(key)}`
      : 'content is stored unencrypted: PARALEGAL_KEY is not set (openssl rand -base64 32)',
  )
}

/** What is removed by itself, and when. */
export function checkRetention({ settings }: CheckContext): Promise<Outcome> {
  if (settings.isBroken(/^PARALEGAL_RETENTION$/))
    return Promise.resolve(skipped('PARALEGAL_RETENTION is wrong', 'Correct it, then check again.'))
  const rules = Object.entries(settings.config.retention).flatMap(([kind, days]: [string, number | null]) =>
    days === null ? [] : [`${kind} after ${days} ${days === 1 ? 'day' : 'days'}`],
  )
  const said = rules.length > 0 ? rules.join(', ') : 'nothing: PARALEGAL_RETENTION is not set'
  return Promise.resolve(ok(`removed by itself: ${said}`))
}
