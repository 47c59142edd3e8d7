import type { Db } from '../db/connect.ts'
import type { PromptLogView } from '../db/llm-tables.ts'
import { readEntries } from '../redact/entries.ts'
import { hideKnown } from '../redact/redact-text.ts'

/** A call as it may be shown outside: null where it was asked in clear. Its texts have placeholders; the file's name gets them. */
export async function withoutValues(db: Db, call: PromptLogView): Promise<PromptLogView | null> {
  const row = await db
    .selectFrom('generation')
    .innerJoin('task', 'task.id', 'generation.task_id')
    .select(['generation.redacted', 'task.document_id'])
    .where('generation.id', '=', call.id)
    .executeTakeFirst()
  if (!row?.redacted) return null
  const entries = row.document_id === null ? [] : await readEntries(db, row.document_id)
  return { ...call, file_name: hideKnown(call.file_name, entries) }
}
