import { createHash, randomUUID } from 'node:crypto'
import { sql, type QueryCreator } from 'kysely'
import { paralegal } from '../audit/kinds.ts'
import { recordColumns, recordsFrom } from '../audit/record.ts'
import type { Db } from '../db/connect.ts'
import type { GenerationState, PromptPart } from '../db/llm-tables.ts'
import type { Database } from '../db/schema.ts'
import type { Document } from '../documents/document.ts'
import { withoutBase64 } from './base64.ts'
import { documentText } from './document-text.ts'
import type { GenerateCall } from './generate.ts'
import type { DocumentFile, ModelRequest, PagePicture } from './model.ts'
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
        .where('state', '=', 'running')
        .returningAll(),
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
    .with('begun', (with_) =>
      with_
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
          redacted: call.redaction !== null,
        })
        .returningAll(),
    )
    .with('closed', (with_) => recorded(with_, 'interrupted', 'call-ended'))
    .with('opened', (with_) => recorded(with_, 'begun', 'call-asked'))
    .selectFrom('begun')
    .select([
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

function recorded(with_: QueryCreator<Database>, rows: string, kind: 'call-asked' | 'call-ended') {
  return with_
    .insertInto('audit_event')
    .columns(recordColumns)
    .expression(recordsFrom(sql.table(rows), { kind, actor: paralegal }))
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
const documentParts = new WeakMap<Document, { sent: string; part: LoggedPart }>()

function documentPart({ title, content, file, pictures }: ModelRequest['document']): LoggedPart {
  const sent = JSON.stringify([title, file !== null, pictures.length])
  const known = documentParts.get(content)
  if (known?.sent === sent) return known.part
  const text = file ? fileNote(file) : documentText(content)
  const part = loggedPart('document', [title, '', text, ...pictures.map(fileNote)].join('\n'))
  documentParts.set(content, { sent, part })
  return part
}

// As base64 is replaced elsewhere: type, size and hash.
function fileNote({ mediaType, bytes }: DocumentFile | PagePicture): string {
  return `<${mediaType}, ${bytes.length} bytes, sha256 ${createHash('sha256').update(bytes).digest('hex')}>`
}
