import type { WebClient } from '@slack/web-api'
import type { Selectable } from 'kysely'
import type { Db } from '../../db/connect.ts'
import type { TaskState, TaskTable } from '../../db/schema.ts'
import type { Library } from '../../prompts/library.ts'
import { findQueuePosition } from '../../tasks/queue-position.ts'
import { readFindings } from '../../tasks/read-findings.ts'
import { finalStates, openStates } from '../../tasks/task-state.ts'
import { coveredName, coveredTasks } from '../cover-names.ts'
import type { Permalinks } from './permalinks.ts'

/** A task as the Home tab lists it. */
export interface HomeTask {
  id: string
  title: string
  fileName: string
  state: TaskState
  /** Among those that wait, from 1; null where it does not. */
  queuePosition: number | null
  /** Of its questions' parts: how many have ended. */
  parts: { ended: number; of: number; failed: number }
  findings: number
  /** Why it failed, as people may read it. */
  error: string | null
  canRetry: boolean
  at: Date
  /** Its thread; null where there is none yet. */
  url: string | null
}

export interface Person {
  teamId: string
  userId: string
}

interface Deps {
  db: Db
  client: WebClient
  library: Library
  permalinks: Permalinks
}

const columns = [
  'id',
  'analysis',
  'file_name',
  'state',
  'priority',
  'created_at',
  'finished_at',
  'error_code',
  'error_message',
] as const
type Row = Pick<Selectable<TaskTable>, (typeof columns)[number]>

/** Failures that went before the first question and may pass. */
const passing = ['budget_exceeded', 'file_download_failed', 'model_unavailable']

/** What of a person's runs or waits, as it was asked for. */
export async function openTasksOf(deps: Deps, person: Person, limit: number): Promise<HomeTask[]> {
  const rows = await own(deps.db, person)
    .select(columns)
    .where('state', 'in', openStates)
    .orderBy('created_at')
    .limit(limit)
    .execute()
  return shown(deps, person, rows)
}

/** What of theirs ended last, the latest first. */
export async function endedTasksOf(deps: Deps, person: Person, limit: number): Promise<HomeTask[]> {
  const rows = await own(deps.db, person)
    .select(columns)
    .where('state', 'in', finalStates)
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute()
  return shown(deps, person, rows)
}

export async function countOpenTasks(db: Db, person: Person): Promise<number> {
  const row = await own(db, person)
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('state', 'in', openStates)
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

function own(db: Db, { teamId, userId }: Person) {
  return db.selectFrom('task').where('team_id', '=', teamId).where('requested_by', '=', userId)
}

async function shown(deps: Deps, person: Person, rows: Row[]): Promise<HomeTask[]> {
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return []
  const parts = await deps.db
    .selectFrom('subtask')
    .select(['task_id', 'state', 'kind'])
    .where('task_id', 'in', ids)
    .execute()
  const urls = await deps.permalinks.ofTasks(ids)
  const covered = await coveredTasks(deps, person, ids)
  return Promise.all(
    rows.map(async (row) => {
      const subtasks = parts.filter(({ task_id: of }) => of === row.id)
      const failed = subtasks.filter(({ state }) => state === 'failed').length
      return {
        id: row.id,
        title: deps.library.find(row.analysis)?.title ?? row.analysis,
        fileName: covered.has(row.id) ? coveredName : row.file_name,
        state: row.state,
        queuePosition: openStates.includes(row.state) ? await findQueuePosition(deps.db, row) : null,
        parts: { ...progress(subtasks), failed },
        findings: (await readFindings(deps.db, row.id)).combined.length,
        error: covered.has(row.id) ? null : row.error_message,
        canRetry: finalStates.includes(row.state) && canRetry(row, { failed, parts: subtasks.length }),
        at: row.finished_at ?? row.created_at,
        url: urls.get(row.id) ?? null,
      }
    }),
  )
}

function progress(rows: { state: string; kind: string }[]): { ended: number; of: number } {
  const parts = rows.filter(({ kind }) => kind === 'part')
  return { ended: parts.filter(({ state }) => ['done', 'failed'].includes(state)).length, of: parts.length }
}

function canRetry(row: Row, { failed, parts }: { failed: number; parts: number }): boolean {
  if (row.state === 'cancelled') return false
  return failed > 0 || (parts === 0 && row.state === 'failed' && passing.includes(row.error_code ?? ''))
}
