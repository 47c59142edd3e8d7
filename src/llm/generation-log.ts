import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { GenerationState, PromptPart } from '../db/schema.ts'
import type { Document } from '../documents/document.ts'
import { AppError } from '../errors.ts'
import { withoutBase64 } from './base64.ts'
import { documentText } from './document-text.ts'
import type { GenerateCall } from './generate.ts'
import type { Model, ModelRequest } from './model.ts'

/** A call that was made for a subtask before. */
interface Attempt {
  id: string
  attempt: number
  state: GenerationState
  error: string | null
  answer: string | null
  /** With this very prompt. */
  isSame: boolean
  /** Since the subtask was started, or started again. */
  isOfThisRun: boolean
}

export async function readAttempts(db: Db, subtaskId: string, parts: LoggedPart[]): Promise<Attempt[]> {
  return db
    .selectFrom('generation')
    .innerJoin('subtask', 'subtask.id', 'generation.subtask_id')
    .select([
      'generation.id',
      'attempt',
      'generation.state',
      'error',
      'generation.answer',
      sql<boolean>`parts = ${partsColumn(parts)}::jsonb`.as('isSame'),
      sql<boolean>`generation.created_at >= subtask.started_at`.as('isOfThisRun'),
    ])
    .where('subtask_id', '=', subtaskId)
    .execute()
}

/** The attempt that gave a good answer to this very prompt, if there is one. */
export function findFinished(attempts: Attempt[]): Attempt | undefined {
  return attempts.find((attempt) => attempt.state === 'done' && attempt.isSame)
}

/**
 * Writes the attempt before the call is made; what a killed process left running is closed. `tries` counts the calls
 * of this run that were not interrupted. One statement, since all parts of a task come here at the same moment.
 */
export async function beginGeneration(
  deps: { db: Db; model: Model },
  call: GenerateCall,
  prompt: { parts: LoggedPart[]; attempts: Attempt[]; maxAttempts: number },
): Promise<{ id: string; tries: number }> {
  const counted = prompt.attempts.filter(
    ({ isOfThisRun, state, error }) => isOfThisRun && state !== 'running' && error !== 'interrupted',
  )
  if (counted.length >= prompt.maxAttempts) throw tooManyAttempts()
  const { id } = await deps.db
    .with('interrupted', (db) =>
      db
        .updateTable('generation')
        .set({ state: 'failed', error: 'interrupted' })
        .where('subtask_id', '=', call.subtaskId)
        .where('state', '=', 'running'),
    )
    .with('new_part', (db) =>
      db
        .insertInto('prompt_part')
        .values(prompt.parts.map(({ hash, text }) => ({ hash, text })))
        .onConflict((conflict) => conflict.column('hash').doNothing()),
    )
    .insertInto('generation')
    .values({
      id: randomUUID(),
      task_id: call.taskId,
      subtask_id: call.subtaskId,
      requested_by: call.requestedBy,
      // Two processes on one subtask: the unique key lets one of them through.
      attempt: Math.max(0, ...prompt.attempts.map(({ attempt }) => attempt)) + 1,
      state: 'running',
      provider: deps.model.provider,
      model_requested: deps.model.name,
      template: call.rendered.template,
      prompt_version: call.rendered.version,
      prompt_hash: call.rendered.hash,
      git_commit: call.gitCommit,
      parts: partsColumn(prompt.parts),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, tries: counted.length + 1 }
}

export type LoggedPart = PromptPart & { text: string }

/** A request as it is kept. Stored by hash: the contract that every subtask of a task reads is there once. */
export function promptParts({ system, document, prompt }: ModelRequest): LoggedPart[] {
  return [loggedPart('system', system), documentPart(document), loggedPart('prompt', prompt)]
}

function loggedPart(role: PromptPart['role'], original: string): LoggedPart {
  const text = withoutBase64(original).replaceAll('\0', '\uFFFD')
  return { role, text, hash: createHash('sha256').update(text).digest('hex') }
}

// All parts of a task log the same long text.
const documentParts = new WeakMap<Document, { title: string; part: LoggedPart }>()

function documentPart({ title, content }: ModelRequest['document']): LoggedPart {
  const known = documentParts.get(content)
  if (known?.title === title) return known.part
  const part = loggedPart('document', `${title}\n\n${documentText(content)}`)
  documentParts.set(content, { title, part })
  return part
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
