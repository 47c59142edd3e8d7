import type { Db } from '../db/connect.ts'
import { sha256Of, type ReadingFacts } from './note-reading.ts'
import type { Gone, Problem } from './problem.ts'
import type { RowCheck, TaskRecord } from './verify-rows.ts'

/** Compares documents and prompts with the hashes that are on record of them. */
export async function verifyTexts(db: Db, records: TaskRecord[]): Promise<RowCheck> {
  const check: RowCheck = { problems: [], gone: [] }
  for (const record of records) {
    const { taskId } = record
    for (const checked of [await verifyDocument(db, record), await verifyPrompts(db, record)]) {
      check.problems.push(...checked.problems.map((problem) => ({ ...problem, taskId })))
      check.gone.push(...checked.gone.map((what) => ({ taskId, what })))
    }
  }
  return check
}

const takenAway = 'is no longer there, and nothing is on record of who removed it'

interface TextCheck {
  problems: Omit<Problem, 'taskId'>[]
  gone: Gone['what'][]
}

async function verifyDocument(db: Db, { events, forgotten }: TaskRecord): Promise<TextCheck> {
  const event = events.findLast(({ kind }) => kind === 'document-read')
  if (!event) return { problems: [], gone: [] }
  // One that was tampered with may hold anything.
  const { document: id, ...recorded } = (event.payload['also'] ?? {}) as Partial<ReadingFacts>
  if (!isId(id)) return { problems: [], gone: [] }
  const now = await readStored(db, id)
  if (!now)
    return forgotten.document
      ? { problems: [], gone: [`document ${id}`] }
      : {
          problems: [{ kind: 'document-changed', seq: event.seq, says: `document ${id} ${takenAway}` }],
          gone: [],
        }
  const changed: string[] = []
  const gone: string[] = []
  for (const [name, was] of Object.entries(recorded)) {
    const is = now[name as keyof typeof now]
    if (is === null && forgotten.document) gone.push(name)
    else if (is !== was) changed.push(name)
  }
  const says = `document ${id} is not what the questions were about: ${changed.join(', ')}`
  return {
    problems: changed.length > 0 ? [{ kind: 'document-changed', seq: event.seq, says }] : [],
    gone: gone.length > 0 ? [`document ${id}: ${gone.join(', ')}`] : [],
  }
}

// What can be said of it now; null where a part of it is no longer there.
async function readStored(
  db: Db,
  id: string,
): Promise<Record<keyof Omit<ReadingFacts, 'document'>, unknown> | undefined> {
  const row = await db
    .selectFrom('document')
    .select(['sha256', 'byte_size', 'bytes', 'kind', 'text', 'pages'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return undefined
  // One that was removed is empty.
  const bytes = row.bytes.length === 0 && row.byte_size > 0 ? null : row.bytes
  const hash = bytes === null ? null : sha256Of(bytes)
  return {
    // The column alone says nothing of the bytes.
    sha256: hash === null || hash === row.sha256 ? hash : `${hash}, and ${row.sha256} beside it`,
    bytes: bytes?.length === row.byte_size ? bytes.length : bytes && row.byte_size,
    kind: row.kind,
    pages: row.pages && row.pages.length,
    text: row.text === null ? null : sha256Of(row.text),
  }
}

// A call's parts are on record by their hashes; here the texts must have them.
async function verifyPrompts(db: Db, { taskId, forgotten }: TaskRecord): Promise<TextCheck> {
  const calls = await db.selectFrom('generation').select('parts').where('task_id', '=', taskId).execute()
  const hashes = [...new Set(calls.flatMap(({ parts }) => hashesOf(parts)))]
  if (hashes.length === 0) return { problems: [], gone: [] }
  const texts = await db.selectFrom('prompt_part').selectAll().where('hash', 'in', hashes).execute()
  const changed = texts.filter(({ hash, text }) => sha256Of(text) !== hash)
  const gone = hashes.filter((hash) => !texts.some((part) => part.hash === hash))
  const mayBeGone = Object.values(forgotten).includes(true)
  return {
    problems: [
      ...changed.map(({ hash }) => promptProblem(hash, 'is not the one that was sent')),
      ...(mayBeGone ? [] : gone.map((hash) => promptProblem(hash, takenAway))),
    ],
    gone: mayBeGone ? gone.map((hash) => `prompt part ${hash}`) : [],
  }
}

function promptProblem(hash: string, says: string): Omit<Problem, 'taskId'> {
  return { kind: 'prompt-changed', seq: null, says: `the text of prompt part ${hash} ${says}` }
}

function hashesOf(parts: unknown): string[] {
  return Array.isArray(parts) ? parts.map((part: { hash?: unknown } | null) => String(part?.hash)) : []
}

function isId(id: unknown): id is string {
  return typeof id === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
}
