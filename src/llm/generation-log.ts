import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { PromptPart } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import { withoutBase64 } from './base64.ts'
import { documentText } from './document-text.ts'
import type { GenerateCall } from './generate.ts'
import type { Model, ModelRequest } from './model.ts'

/** The attempt of a subtask that gave a good answer to this very prompt, if there is one. */
export async function findFinished(
  db: Db,
  subtaskId: string,
  parts: LoggedPart[],
): Promise<{ id: string; answer: string | null } | undefined> {
  return db
    .selectFrom('generation')
    .select(['id', 'answer'])
    .where('subtask_id', '=', subtaskId)
    .where('state', '=', 'done')
    .where(sql<boolean>`parts = ${partsColumn(parts)}::jsonb`)
    .executeTakeFirst()
}

/**
 * Writes the attempt before the call is made; what a killed process left running is closed. `tries` counts the calls
 * since the subtask was started, or started again, that were not interrupted.
 */
export async function beginGeneration(
  deps: { db: Db; model: Model },
  call: GenerateCall,
  prompt: { parts: LoggedPart[]; maxAttempts: number },
): Promise<{ id: string; tries: number }> {
  return deps.db.transaction().execute(async (trx) => {
    await trx
      .updateTable('generation')
      .set({ state: 'failed', error: 'interrupted' })
      .where('subtask_id', '=', call.subtaskId)
      .where('state', '=', 'running')
      .execute()
    const { before } = await trx
      .selectFrom('generation')
      .select((select) => select.fn.countAll<string>().as('before'))
      .innerJoin('subtask', 'subtask.id', 'generation.subtask_id')
      .where('subtask_id', '=', call.subtaskId)
      .where('error', 'is distinct from', 'interrupted')
      .whereRef('generation.created_at', '>=', 'subtask.started_at')
      .executeTakeFirstOrThrow()
    if (Number(before) >= prompt.maxAttempts) throw tooManyAttempts()
    await trx
      .insertInto('prompt_part')
      .values(prompt.parts.map(({ hash, text }) => ({ hash, text })))
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .execute()
    const { id } = await trx
      .insertInto('generation')
      .values((values) => ({
        id: randomUUID(),
        task_id: call.taskId,
        subtask_id: call.subtaskId,
        requested_by: call.requestedBy,
        attempt: values
          .selectFrom('generation')
          .select((select) =>
            select(select.fn.coalesce(select.fn.max('attempt'), select.val(0)), '+', 1).as('next'),
          )
          .where('subtask_id', '=', call.subtaskId),
        state: 'running',
        provider: deps.model.provider,
        model_requested: deps.model.name,
        template: call.rendered.template,
        prompt_version: call.rendered.version,
        prompt_hash: call.rendered.hash,
        git_commit: call.gitCommit,
        parts: partsColumn(prompt.parts),
      }))
      .returning('id')
      .executeTakeFirstOrThrow()
    return { id, tries: Number(before) + 1 }
  })
}

export type LoggedPart = PromptPart & { text: string }

/** A request as it is kept. Stored by hash: the contract that every subtask of a task reads is there once. */
export function promptParts({ system, document, prompt }: ModelRequest): LoggedPart[] {
  const parts: [PromptPart['role'], string][] = [
    ['system', system],
    ['document', `${document.title}\n\n${documentText(document.content)}`],
    ['prompt', prompt],
  ]
  return parts.map(([role, original]) => {
    const text = withoutBase64(original).replaceAll('\0', '\uFFFD')
    return { role, text, hash: createHash('sha256').update(text).digest('hex') }
  })
}

function partsColumn(parts: PromptPart[]): string {
  return JSON.stringify(parts.map(({ role, hash }) => ({ role, hash })))
}

function tooManyAttempts(): AppError {
  return new AppError('model_unavailable', 'no attempt left', {
    userMessage:
      'The model could not be reached in several attempts. The document is kept; please try again later.',
  })
}
