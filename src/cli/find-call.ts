import type { Db } from '../db/connect.ts'
import type { PromptLogView } from '../db/llm-tables.ts'
import { AppError } from '../errors.ts'
import { withPrompts } from '../llm/logged-prompts.ts'

/** The call whose id begins so. Throws `usage` where there is none or more than one. */
export async function findCall(db: Db, beginning: string): Promise<PromptLogView> {
  const calls = /^[0-9a-f-]{4,36}$/.test(beginning)
    ? await db
        .selectFrom('prompt_log')
        .selectAll()
        .where((where) => where(where.cast('id', 'text'), 'like', `${beginning}%`))
        .limit(2)
        .execute()
    : []
  const [call] = calls
  if (call && calls.length === 1) return (await withPrompts(db, [call]))[0] ?? call
  throw new AppError('usage', `no single call ${beginning}`, {
    userMessage: `${calls.length > 1 ? 'More than one call begins' : 'No call begins'} with ${beginning}. \`npx paralegal log --limit 20\` lists the latest ones.`,
  })
}
