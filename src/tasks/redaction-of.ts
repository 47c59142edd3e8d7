import { createHash } from 'node:crypto'
import type { Db, Trx } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'
import type { Analysis, Library } from '../prompts/library.ts'
import { openRedaction, type Redaction } from '../redact/open-redaction.ts'
import { hasOwnRules } from '../redact/own-rules.ts'
import type { RedactRules } from '../redact/find-values.ts'
import { strictest, type RedactGroup } from '../redact-groups.ts'
import { analysisOf } from './prompt-version.ts'
import type { Task } from './task-state.ts'

export interface RedactDeps {
  db: Db
  /** What the operator wants kept from models everywhere. */
  redact: RedactRules
}

type Place = Pick<Task, 'team_id' | 'channel_id' | 'origin_channel_id' | 'redact'>

/** What a confidential channel keeps from models, at least. */
const confidentialGroups: RedactGroup[] = ['people', 'contacts', 'numbers']

/** What is kept from models in a task: all that the operator, the analysis, the task or its channel want. */
export async function groupsOf(
  deps: { db: Db | Trx; redact: RedactRules },
  { task, analysis }: { task: Place; analysis: Pick<Analysis, 'redact'> },
): Promise<RedactGroup[]> {
  const channels = [task.channel_id, task.origin_channel_id].flatMap((id) => id ?? [])
  const settings =
    channels.length === 0
      ? []
      : await deps.db
          .selectFrom('channel_setting')
          .select(['redact', 'confidential'])
          .where('team_id', '=', task.team_id)
          .where('channel_id', 'in', channels)
          .execute()
  const wanted = settings.map(({ redact, confidential }) =>
    strictest(redact, confidential ? confidentialGroups : []),
  )
  return strictest(deps.redact.groups, analysis.redact, task.redact, ...wanted)
}

/** Whether anything of a task is kept from models, as it is decided now. */
export async function keepsBack(deps: RedactDeps & { library: Library }, taskId: string): Promise<boolean> {
  const task = await deps.db.selectFrom('task').selectAll().where('id', '=', taskId).executeTakeFirstOrThrow()
  const groups = await groupsOf(deps, { task, analysis: await analysisOf(deps, task) })
  return groups.length > 0 || hasOwnRules(deps.redact.own)
}

export interface Redacted {
  task: Place & { document_id: string | null; file_name: string; variables: Record<string, string> }
  analysis: Pick<Analysis, 'redact'>
  /** The whole document, though only a part of it may be sent. */
  content: Document
}

/** The same for a document that is not stored, and of no channel. */
export async function redactionOfFile(
  deps: RedactDeps,
  of: Pick<Redacted, 'analysis' | 'content'> & { fileName: string; variables: Record<string, string> },
): Promise<Redaction | null> {
  const nowhere = { team_id: '', channel_id: null, origin_channel_id: null, redact: [], document_id: null }
  const task = { ...nowhere, file_name: of.fileName, variables: of.variables }
  return redactionOf(deps, { ...of, task })
}

const keptAtHand = 4
// All parts of a task are redacted at the same moment, and have to come to the same text.
const atHand = new WeakMap<Db, Map<string, Promise<Redaction>>>()

/** What takes values out of a task's questions and puts them back; null where nothing is kept from models. */
export async function redactionOf(deps: RedactDeps, of: Redacted): Promise<Redaction | null> {
  const { task, content } = of
  const groups = await groupsOf(deps, of)
  const { own } = deps.redact
  if (groups.length === 0 && !hasOwnRules(own)) return null
  const rules = { groups, own }
  const texts = [task.file_name, ...Object.values(task.variables)]
  const key = createHash('sha256')
    .update(JSON.stringify([task.document_id, rules, texts]))
    .digest('base64')
  const known = task.document_id === null ? undefined : atHand.get(deps.db)?.get(key)
  const opening = known ?? openRedaction(deps.db, { documentId: task.document_id, content, texts, rules })
  keepAtHand(deps.db, key, opening)
  return opening.catch((error: unknown) => {
    atHand.get(deps.db)?.delete(key)
    throw error
  })
}

function keepAtHand(db: Db, key: string, opening: Promise<Redaction>): void {
  const kept = atHand.get(db) ?? new Map<string, Promise<Redaction>>()
  atHand.set(db, kept)
  // Set anew, the one that was asked for last stands last.
  kept.delete(key)
  kept.set(key, opening)
  for (const oldest of [...kept.keys()].slice(0, -keptAtHand)) kept.delete(oldest)
}
