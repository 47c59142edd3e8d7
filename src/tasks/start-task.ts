import { createHash, randomUUID } from 'node:crypto'
import { record } from '../audit/record.ts'
import type { Db, Trx } from '../db/connect.ts'
import type { Lane } from '../db/schema.ts'
import type { Analysis, Library } from '../prompts/library.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { noteTask } from '../ids.ts'
import { traced } from '../traced.ts'
import { copyEntries } from '../redact/entries.ts'
import type { RedactGroup } from '../redact-groups.ts'
import { noUserLimits, type UserLimits } from '../user-limits.ts'
import { refuseRemoved } from './removed.ts'
import { keepVersion, pinnedVersion } from './prompt-version.ts'
import { tellThread } from './task-state.ts'
import { nextTurn } from './turn.ts'
import { refuseOverLimit } from './user-limit.ts'

export type TaskSource =
  | { kind: 'slack-file'; fileId: string; fileName: string }
  | { kind: 'bytes'; bytes: Uint8Array; fileName: string }
  /** One that is here already; of the same team, which the caller makes sure of. */
  | { kind: 'document'; documentId: string; fileName: string; fileUrl?: string | null }

export interface TaskRequest {
  /** Names the act that asks (a modal, a file share); the same act twice is one task. */
  dedupeKey: string
  analysis: string
  variables: Record<string, string>
  source: TaskSource
  requestedBy: string
  teamId: string
  /** Where results go; null for a task asked for outside Slack. */
  channelId: string | null
  /** The thread to answer in; null makes the bot open one. */
  threadTs: string | null
  /** The result goes to the person alone, who may share it later where it was asked for. */
  isPrivate?: boolean
  /** Who waits for it: `person` where not said. */
  lane?: Lane
  /** Groups the tasks of one batch. */
  batch?: string
  /** How many answers to every question: as many as the analysis says where not said. */
  variations?: number
  /** `provider/model`: the analysis' or the installation's where not said. */
  model?: string
  /** What is kept from models, at least; and what was found in another document, whose words this one has. */
  redact?: { groups: RedactGroup[]; documentId: string | null }
  /** A version that is kept, in place of the present one. */
  promptHash?: string
}

export interface StartTaskDeps {
  db: Db
  enqueue: Enqueue
  library: Library
  /** The model that questions go to where the analysis names none, as `provider/model`. */
  model: string
  /** Where a person or a program asks: how many tasks it may start. */
  userLimits?: UserLimits
}

/**
 * The one door to a task: writes it together with its first job. Asking again with the same key changes nothing and
 * gives the first task's id. Throws `prompt_invalid` for an analysis that does not exist,
 * and `user_limit` where a person has started as many as they may.
 */
export async function startTask(
  deps: StartTaskDeps,
  request: TaskRequest,
): Promise<{ taskId: string; isNew: boolean }> {
  const analysis = request.promptHash
    ? await pinnedVersion(deps, request.analysis, request.promptHash)
    : deps.library.get(request.analysis)
  const attributes = { 'paralegal.analysis': analysis.name }
  return traced('start-task', { attributes }, async () => {
    const started = await writeTask(deps, request, analysis)
    noteTask({ taskId: started.taskId })
    return started
  })
}

async function writeTask(
  deps: StartTaskDeps,
  request: TaskRequest,
  analysis: Analysis,
): Promise<{ taskId: string; isNew: boolean }> {
  return deps.db.transaction().execute(async (trx) => {
    await refuseOverLimit(trx, request, deps.userLimits ?? noUserLimits)
    const documentId = await documentOf(trx, request)
    const lane = request.lane ?? 'person'
    if (documentId && request.redact?.documentId)
      await copyEntries(trx, { from: request.redact.documentId, to: documentId })
    const place = placeOf(request)
    await keepVersion(trx, analysis)
    const priority = await nextTurn(trx, { ...request, channelId: place.channel_id, lane })
    const inserted = await trx
      .insertInto('task')
      .values({
        id: randomUUID(),
        dedupe_key: request.dedupeKey,
        analysis: analysis.name,
        variables: JSON.stringify(request.variables),
        prompt_version: analysis.version,
        prompt_hash: analysis.hash,
        source_file_id: request.source.kind === 'slack-file' ? request.source.fileId : null,
        source_file_url: request.source.kind === 'document' ? (request.source.fileUrl ?? null) : null,
        file_name: request.source.fileName,
        document_id: documentId,
        requested_by: request.requestedBy,
        team_id: request.teamId,
        ...place,
        model: request.model ?? analysis.model ?? deps.model,
        model_chosen: request.model !== undefined,
        lane,
        priority,
        batch: request.batch ?? null,
        redact: JSON.stringify(request.redact?.groups ?? []),
        variations: request.variations ?? analysis.variations,
      })
      .onConflict((conflict) => conflict.column('dedupe_key').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!inserted) return { taskId: await findTaskId(trx, request.dedupeKey), isNew: false }
    await record(trx, { kind: 'task-asked', actor: request.requestedBy, ids: [inserted.id] })
    const first = documentId ? 'read-document' : 'fetch-document'
    await deps.enqueue(trx, first, { taskId: inserted.id, priority })
    await tellThread(trx, deps.enqueue, { id: inserted.id, channel_id: place.channel_id })
    return { taskId: inserted.id, isNew: true }
  })
}

function placeOf({ channelId, threadTs, isPrivate, requestedBy }: TaskRequest) {
  if (!isPrivate) return { channel_id: channelId, thread_ts: threadTs, opens_thread: threadTs === null }
  return {
    // A message to a person's id is a direct message.
    channel_id: requestedBy,
    thread_ts: null,
    opens_thread: true,
    origin_channel_id: channelId,
    origin_thread_ts: threadTs,
  }
}

async function documentOf(trx: Trx, { source, teamId }: TaskRequest): Promise<string | null> {
  switch (source.kind) {
    case 'slack-file':
      return null
    case 'bytes':
      return storeDocument(trx, { ...source, teamId })
    case 'document':
      await refuseRemoved(trx, source.documentId)
      return source.documentId
  }
}

/** Keeps a document's bytes once per team, anew where they were removed; returns its id. */
export async function storeDocument(
  trx: Trx,
  file: { bytes: Uint8Array; fileName: string; teamId: string },
): Promise<string> {
  const bytes = Buffer.from(file.bytes)
  const row = await trx
    .insertInto('document')
    .values({
      id: randomUUID(),
      team_id: file.teamId,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      file_name: file.fileName,
      byte_size: bytes.length,
      bytes,
    })
    // A no-op update, so that the row that is already there is returned.
    .onConflict((conflict) =>
      conflict
        .columns(['team_id', 'sha256'])
        .doUpdateSet((set) => ({ team_id: set.ref('document.team_id') })),
    )
    .returning(['id', 'removed_at'])
    .executeTakeFirstOrThrow()
  if (row.removed_at !== null) {
    const { fileName: file_name } = file
    await trx
      .updateTable('document')
      .set({ bytes, file_name, removed_at: null, removal_id: null })
      .where('id', '=', row.id)
      .execute()
  }
  return row.id
}

async function findTaskId(trx: Trx, dedupeKey: string): Promise<string> {
  const row = await trx
    .selectFrom('task')
    .select('id')
    .where('dedupe_key', '=', dedupeKey)
    .executeTakeFirstOrThrow()
  return row.id
}
