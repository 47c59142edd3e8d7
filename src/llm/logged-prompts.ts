import type { Db } from '../db/connect.ts'
import type { PromptLogView } from '../db/llm-tables.ts'

/**
 * The calls with their prompts as a person reads them. The view can put them together only where they stand in clear; here
 * they are opened first.
 */
export async function withPrompts<Call extends Pick<PromptLogView, 'parts'>>(
  db: Db,
  calls: Call[],
): Promise<(Call & { prompt: string })[]> {
  const hashes = [...new Set(calls.flatMap(({ parts }) => parts.map(({ hash }) => hash)))]
  const rows =
    hashes.length === 0
      ? []
      : await db.selectFrom('prompt_part').selectAll().where('hash', 'in', hashes).execute()
  const texts = new Map(rows.map(({ hash, text }) => [hash, text]))
  return calls.map((call) => ({
    ...call,
    prompt: call.parts
      .map(({ role, hash }) => `--- ${role} ---\n${texts.get(hash) ?? '(removed)'}`)
      .join('\n\n'),
  }))
}
