import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { GenerationState, PromptPart } from '../db/llm-tables.ts'
import type { Document } from '../documents/document.ts'
import { withoutBase64 } from './base64.ts'
import { documentText } from './document-text.ts'
import type { GenerateCall } from './generate.ts'
import type { DocumentFile, ModelRequest } from './model.ts'
import type { NextAttempt } from './next-attempt.ts'

/** A call that was made for a subtask. */
export interface Attempt {
  id: string
  attempt: number
  state: GenerationState
  error_code: string | null
  finish_reason: string | null
  answer: string | null
  provider: string
  model_requested: string
  parts: PromptPart[]
  /** Since the subtask was started, or started again. */
  isOfThisRun: boolean
}

export async function readAttempts(db: Db, subtaskId: string): Promise<Attempt[]> {
  return db
    .selectFrom('generation')
    .innerJoin('subtask', 'subtask.id', 'generation.subtask_id')
    .select([
      'generation.id',
      'attempt',
      'generation.state',
      'generation.error_code',
      'finish_reason',
      'generation.answer',
      'provider',
      'model_requested',
      'parts',
      sql<boolean>`generation.created_at >= subtask.started_at`.as('isOfThisRun'),
    ])
    .where('subtask_id', '=', subtaskId)
    .where('purpose', '!=', 'replay')
    .orderBy('attempt')
    .execute()
}

/** The attempt that gave a good answer to this very prompt, be it the second time, if there is one. */
export function findFinished(attempts: Attempt[], parts: LoggedPart[]): Attempt | undefined {
  return attempts.find(
    (attempt) =>
      attempt.state === 'done' && parts.every(({ hash }, index) => attempt.parts[index]?.hash === hash),
  )
}

/**
 * Writes the attempt before the call is made; what a killed process left running is closed. One statement, since all
 * parts of a task come here at the same moment.
 */
export async function beginGeneration(
  db: Db,
  { call, next, attempts }: { call: GenerateCall; next: NextAttempt; attempts: Attempt[] },
): Promise<Attempt> {
  const parts = promptParts(next.request)
  return db
    .with('interrupted', (with_) =>
      with_
        .updateTable('generation')
        .set({ state: 'failed', error_code: 'interrupted' })
        .where('subtask_id', '=', call.subtaskId)
        .where('state', '=', 'running'),
    )
    .with('new_part', (with_) =>
      with_
        .insertInto('prompt_part')
        .values(parts.map(({ hash, text }) => ({ hash, text })))
        // Nothing changes, but the row is locked: whoever removes texts sees that this call needs it.
        .onConflict((conflict) =>
          conflict
            .column('hash')
            .doUpdateSet((set) => ({ hash: set.ref('excluded.hash') }))
            .where(sql<boolean>`false`),
        ),
    )
    .insertInto('generation')
    .values({
      id: randomUUID(),
      task_id: call.taskId,
      subtask_id: call.subtaskId,
      requested_by: call.requestedBy,
      // Two processes on one subtask: the unique key lets one of them through.
      attempt: Math.max(0, ...attempts.map(({ attempt }) => attempt)) + 1,
      purpose: next.purpose,
      state: 'running',
      provider: next.model.provider,
      model_requested: next.model.name,
      parameters: JSON.stringify(next.model.parameters(next.request)),
      template: call.rendered.template,
      prompt_version: call.rendered.version,
      prompt_hash: call.rendered.hash,
      git_commit: call.gitCommit,
      parts: JSON.stringify(parts.map(({ role, hash }) => ({ role, hash }))),
    })
    .returning([
      'id',
      'attempt',
      'state',
      'error_code',
      'finish_reason',
      'answer',
      'provider',
      'model_requested',
      'parts',
      sql<boolean>`true`.as('isOfThisRun'),
    ])
    .executeTakeFirstOrThrow()
}

export type LoggedPart = PromptPart & { text: string }

/** A request as it is kept. Stored by hash: the contract that every subtask of a task reads is there once. */
export function promptParts({ system, document, prompt, repair }: ModelRequest): LoggedPart[] {
  return [
    loggedPart('system', system),
    documentPart(document),
    loggedPart('prompt', prompt),
    ...(repair ? [loggedPart('answer', repair.answer), loggedPart('repair', repair.problem)] : []),
  ]
}

function loggedPart(role: PromptPart['role'], original: string): LoggedPart {
  const text = withoutBase64(original).replaceAll('\0', '\uFFFD')
  return { role, text, hash: createHash('sha256').update(text).digest('hex') }
}

// All parts of a task log the same long text.
const documentParts = new WeakMap<Document, { title: string; isFile: boolean; part: LoggedPart }>()

function documentPart({ title, content, file }: ModelRequest['document']): LoggedPart {
  const known = documentParts.get(content)
  if (known?.title === title && known.isFile === (file !== null)) return known.part
  const text = file ? fileNote(file) : documentText(content)
  const part = loggedPart('document', `${title}\n\n${text}`)
  documentParts.set(content, { title, isFile: file !== null, part })
  return part
}

// As base64 is replaced elsewhere: type, size and hash.
function fileNote({ mediaType, bytes }: DocumentFile): string {
  return `<${mediaType}, ${bytes.length} bytes, sha256 ${createHash('sha256').update(bytes).digest('hex')}>`
}
