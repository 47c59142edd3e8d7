import type { Db } from '../db/connect.ts'

// All parts of a task ask for it at the same moment, and a count does not change.
const atHand = new WeakMap<Db, Map<string, number>>()

/** How many tokens a model counts in system text and document; null where it was not asked. */
export async function findDocumentTokens(
  db: Db,
  of: { documentId: string | null; model: string },
): Promise<number | null> {
  if (!of.documentId) return null
  const known = atHand.get(db) ?? new Map<string, number>()
  atHand.set(db, known)
  const key = `${of.documentId} ${of.model}`
  const tokens = known.get(key) ?? (await readTokens(db, of.documentId, of.model))
  if (tokens !== null) known.set(key, tokens)
  return tokens
}

async function readTokens(db: Db, documentId: string, model: string): Promise<number | null> {
  const row = await db
    .selectFrom('document_tokens')
    .select('tokens')
    .where('document_id', '=', documentId)
    .where('model', '=', model)
    .executeTakeFirst()
  return row?.tokens ?? null
}
