import { sql } from 'kysely'
import type { Db, Trx } from '../db/connect.ts'

/** What stands in place of a name that is gone. */
export const removedName = 'a removed document'

export type Counts = Record<string, number>

/**
 * Takes away what was asked and answered in a task, in the caller's transaction: its findings' and answers' words, its
 * variables, people's words about it, and the file's name. States, severities, pages, votes and costs remain.
 */
export async function eraseAnswers(trx: Trx, of: { taskId: string; removalId: string }): Promise<Counts> {
  const { taskId } = of
  const findings = await trx
    .updateTable('finding')
    .set({ title: '', explanation: '', recommendation: null, quote: null, source_quote: null })
    .where('task_id', '=', taskId)
    .executeTakeFirst()
  const subtasks = await trx
    .updateTable('subtask')
    .set({ answer: null, not_found: null, error_message: null })
    .where('task_id', '=', taskId)
    .executeTakeFirst()
  await trx.updateTable('variation').set({ failure: null }).where('task_id', '=', taskId).execute()
  await trx.updateTable('ballot').set({ reason: null }).where('task_id', '=', taskId).execute()
  await trx.updateTable('human_score').set({ note: null }).where('task_id', '=', taskId).execute()
  await trx
    .updateTable('example')
    .set({ ideal_output: '', expectations: null, problem: null })
    .where('task_id', '=', taskId)
    .execute()
  // What was wrong with it is said with words of it.
  await sql`
    update eval_result set grades = (
      select coalesce(jsonb_agg(grade || '{"faults":[]}'), '[]') from jsonb_array_elements(grades) grade)
    where task_id = ${taskId}`.execute(trx)
  await trx
    .updateTable('task')
    .set({
      variables: '{}',
      file_name: removedName,
      source_file_url: null,
      error_message: null,
      document_note: null,
      answers_removed_at: new Date(),
      removal_id: of.removalId,
      // A batch's task is known by the path of its file too.
      dedupe_key: sql<string>`case when dedupe_key like 'batch:%'
        then 'batch:removed:' || encode(sha256(convert_to(dedupe_key, 'UTF8')), 'hex') else dedupe_key end`,
    })
    .where('id', '=', taskId)
    .execute()
  return {
    findings: Number(findings.numUpdatedRows),
    answers: Number(subtasks.numUpdatedRows),
  }
}

/** Takes away what models said in a task's calls; the texts of their prompts are let go, which `dropTexts` takes. */
export async function erasePrompts(trx: Trx, of: { taskId: string; removalId: string }): Promise<Counts> {
  const calls = await trx
    .updateTable('generation')
    .set({ answer: null, parsed: null, error: null })
    .where('task_id', '=', of.taskId)
    .executeTakeFirst()
  await trx
    .updateTable('task')
    .set({ prompts_removed_at: new Date(), removal_id: of.removalId })
    .where('id', '=', of.taskId)
    .execute()
  return { calls: Number(calls.numUpdatedRows) }
}

/** Takes away a document's bytes, text and all that was read from it; its hash, size and kind remain. */
export async function eraseDocument(trx: Trx, of: { documentId: string; removalId: string }): Promise<void> {
  const { documentId } = of
  await trx
    .updateTable('file_share')
    .set({ file_name: null })
    .where(
      sql<boolean>`(team_id, file_id) in (select team_id, file_id from slack_file where document_id = ${documentId})`,
    )
    .execute()
  await trx.deleteFrom('slack_file').where('document_id', '=', documentId).execute()
  // What stood for its names and numbers in prompts says them.
  await trx.deleteFrom('redaction').where('document_id', '=', documentId).execute()
  await trx
    .updateTable('document')
    .set({
      bytes: Buffer.alloc(0),
      text: null,
      pages: null,
      headings: null,
      facts: null,
      warnings: '[]',
      file_name: removedName,
      removed_at: new Date(),
      removal_id: of.removalId,
    })
    .where('id', '=', documentId)
    .execute()
}

/** The texts that a task's calls were asked with, by hash; of a document's tasks only the document itself. */
export async function textsOf(db: Db, of: { taskId: string } | { documentId: string }): Promise<string[]> {
  const which =
    'taskId' in of
      ? sql`task.id = ${of.taskId}`
      : sql`task.document_id = ${of.documentId} and part ->> 'role' = 'document'`
  const { rows } = await sql<{ hash: string }>`
    select distinct part ->> 'hash' as hash
    from generation join task on task.id = generation.task_id, jsonb_array_elements(parts) part
    where ${which}`.execute(db)
  return rows.map(({ hash }) => hash)
}

/**
 * Deletes texts of the prompt log that no call needs any more: all tasks that were asked with them let them go, or, of a
 * document, it was removed. One at a time, each behind its row's lock, so that a call that begins meanwhile keeps its texts.
 */
export async function dropTexts(db: Db, hashes: string[]): Promise<number> {
  let dropped = 0
  for (const hash of hashes) {
    dropped += await db.transaction().execute(async (trx) => {
      const row = await trx
        .selectFrom('prompt_part')
        .select('hash')
        .where('hash', '=', hash)
        .forUpdate()
        .executeTakeFirst()
      if (!row) return 0
      const part = JSON.stringify([{ hash }])
      const asDocument = JSON.stringify([{ role: 'document', hash }])
      // Another statement than the lock: it sees what was committed while that waited.
      const { numAffectedRows } = await sql`
        delete from prompt_part where hash = ${hash} and not exists (
          select from generation join task on task.id = generation.task_id
            left join document on document.id = task.document_id
          where generation.parts @> ${part}::jsonb and task.prompts_removed_at is null
            and not (document.removed_at is not null and generation.parts @> ${asDocument}::jsonb))`.execute(
        trx,
      )
      return Number(numAffectedRows ?? 0)
    })
  }
  return dropped
}
