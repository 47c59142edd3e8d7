import { AppError } from '../errors.ts'
import { keyIdOf, seal, unseal } from '../seal.ts'
import { ownerOf, unknownKey, type InstallationDeps } from './installations.ts'

/** Throws `config_invalid` where tokens are sealed with a key that is not among these. */
export async function refuseUnknownKeys(deps: InstallationDeps): Promise<void> {
  const unknown = await findUnknownKeys(deps)
  if (unknown.length > 0) throw unknownKey(unknown)
}

/** Seals every installation with the first key; gives how many had another one. */
export async function rotateKeys(deps: InstallationDeps): Promise<number> {
  await refuseUnknownKeys(deps)
  return deps.db.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('installation')
      .select(['team_id', 'key_id', 'sealed'])
      .where('key_id', '!=', keyIdOf(deps.keys[0]))
      .where('sealed', 'is not', null)
      .forUpdate()
      .execute()
    for (const row of rows) {
      const owner = ownerOf(row.team_id)
      const plain = unseal(deps.keys, owner, { keyId: row.key_id, text: row.sealed ?? '' })
      if (plain === null) throw unknownKey([row.key_id])
      const { keyId, text } = seal(deps.keys, owner, plain)
      await trx
        .updateTable('installation')
        .set({ key_id: keyId, sealed: text, updated_at: new Date() })
        .where('team_id', '=', row.team_id)
        .execute()
    }
    return rows.length
  })
}

/** Removes tokens whose key is lost; gives the teams, which have to install the app again. */
export async function forgetUnknown(deps: InstallationDeps): Promise<string[]> {
  const unknown = await findUnknownKeys(deps)
  if (unknown.length === 0) {
    throw new AppError('usage', 'no installation is sealed with an unknown key', {
      userMessage: 'Nothing to forget: PARALEGAL_KEY opens all tokens.',
    })
  }
  const rows = await deps.db
    .updateTable('installation')
    .set({ sealed: null, updated_at: new Date(), uninstalled_at: new Date() })
    .where('key_id', 'in', unknown)
    .where('sealed', 'is not', null)
    .returning('team_id')
    .execute()
  return rows.map((row) => row.team_id)
}

async function findUnknownKeys({ db, keys }: InstallationDeps): Promise<string[]> {
  const rows = await db
    .selectFrom('installation')
    .select('key_id')
    .distinct()
    .where('sealed', 'is not', null)
    .where('key_id', 'not in', keys.map(keyIdOf))
    .execute()
  return rows.map((row) => row.key_id)
}
