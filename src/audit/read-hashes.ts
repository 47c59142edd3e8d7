import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { sql, type RawBuilder } from 'kysely'
import type { Db, Trx } from '../db/connect.ts'
import type { Subject } from './kinds.ts'

/** By the row's name: its texts as hashes. */
export type Hashes = Map<string, Record<string, unknown>>

/** Rows by their ids, or all of some tasks. */
export type Which = { ids: readonly string[] } | { taskIds: readonly string[] }

/**
 * What people and models wrote, as hashes with the task's salt before them; null where a text, or the salt, is no longer
 * there. Made of the texts as the program reads them, however they are stored.
 */
export async function readHashes(db: Db | Trx, subject: Subject, which: Which): Promise<Hashes> {
  switch (subject) {
    case 'task':
      return hashTasks(db, which)
    case 'subtask':
      return hashSubtasks(db, which)
    case 'call':
      return hashCalls(db, which)
    case 'ballot':
    case 'vote':
    case 'decision':
    case 'example':
    case 'post':
      return new Map()
  }
}

/** The same of texts that are being written, each under its name. */
export function hashesOf(salt: string | null, texts: Record<string, unknown>): Record<string, string | null> {
  return Object.fromEntries(Object.entries(texts).map(([name, value]) => [`${name}_hash`, hash(salt, value)]))
}

// As it is hashed: canonical where it is not a text itself.
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : (canonicalize(value) ?? null)
}

async function hashTasks(db: Db | Trx, which: Which): Promise<Hashes> {
  const rows = await db
    .selectFrom('task')
    .select(['id', 'audit_salt', 'variables', 'file_name'])
    .where('id', 'in', 'ids' in which ? which.ids : which.taskIds)
    .execute()
  return new Map(
    rows.map(({ id, audit_salt: salt, variables, file_name: fileName }) => [
      id,
      { variables_hash: hash(salt, variables), file_name_hash: hash(salt, fileName) },
    ]),
  )
}

async function hashSubtasks(db: Db | Trx, which: Which): Promise<Hashes> {
  const rows = await db
    .selectFrom('subtask')
    .innerJoin('task', 'task.id', 'subtask.task_id')
    .select(['subtask.id', 'task.audit_salt', 'subtask.answer', 'subtask.not_found'])
    .where(rowsOf('subtask', which))
    .execute()
  const ids = rows.map(({ id }) => id)
  const findings =
    ids.length === 0
      ? []
      : await db
          .selectFrom('finding')
          .select(['id', 'subtask_id', 'title', 'explanation', 'recommendation', 'quote', 'source_quote'])
          .where('subtask_id', 'in', ids)
          .execute()
  return new Map(
    rows.map(({ id, audit_salt: salt, answer, not_found: notFound }) => {
      const own = findings
        .filter((finding) => finding.subtask_id === id)
        .map(({ id: findingId, title, explanation, recommendation, quote, source_quote: sourceQuote }) => [
          findingId,
          hash(salt, [title, explanation, recommendation, quote, sourceQuote]),
        ])
      const findingHashes = Object.fromEntries(own) as Record<string, string | null>
      return [
        id,
        {
          answer_hash: hash(salt, answer),
          not_found_hash: hash(salt, notFound),
          findings_hash: findingHashes,
        },
      ]
    }),
  )
}

async function hashCalls(db: Db | Trx, which: Which): Promise<Hashes> {
  const rows = await db
    .selectFrom('generation')
    .innerJoin('task', 'task.id', 'generation.task_id')
    .select([
      'generation.id',
      'task.audit_salt',
      'generation.answer',
      'generation.parsed',
      'generation.error',
    ])
    .where(rowsOf('generation', which))
    .execute()
  return new Map(
    rows.map(({ id, audit_salt: salt, answer, parsed, error }) => [
      id,
      { answer_hash: hash(salt, answer), parsed_hash: hash(salt, parsed), error_hash: hash(salt, error) },
    ]),
  )
}

function rowsOf(table: 'subtask' | 'generation', which: Which): RawBuilder<boolean> {
  const [column, ids] = 'ids' in which ? ['id', which.ids] : ['task_id', which.taskIds]
  return sql`${sql.ref(`${table}.${column}`)} in (${sql.join([...ids])})`
}

// As `hashed` in facts.ts does it.
function hash(salt: string | null, value: unknown): string | null {
  const text = textOf(value)
  if (salt === null || text === null || text === '') return null
  return createHash('sha256').update(salt).update(text).digest('hex')
}
