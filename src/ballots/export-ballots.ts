import { createHash } from 'node:crypto'
import type { Db } from '../db/connect.ts'
import { writeTable, type Row } from '../evals/csv-table.ts'
import type { Library } from '../prompts/library.ts'
import { readEntries } from '../redact/entries.ts'
import type { Entry } from '../redact/placeholder.ts'
import { hideKnown } from '../redact/redact-text.ts'
import { proseOf } from '../tasks/prose.ts'
import { viewTask } from '../tasks/task-view.ts'
import { settingsOf } from './channel-settings.ts'
import { readBallots, type BallotFilter, type SettledBallot, type SettledOption } from './read-ballots.ts'

/** What is known of a closed vote, for other programs. Texts are null where its channel does not let them out. */
export interface ExportedBallot {
  ballot: string
  task: string
  analysis: string
  prompt_version: number | null
  prompt_hash: string | null
  git_commit: string | null
  /** sha256 over the document's own hash and the variables. */
  inputs_hash: string
  decided_by: SettledBallot['decidedBy']
  closed_by: string | null
  opened_at: string
  seconds: number
  reason: string | null
  withheld: boolean
  /** In the order they were shown. */
  options: ExportedOption[]
  chosen: string
  rejected: string[]
  votes: { label: string; person: string; seconds: number }[]
  /** The label that the judge would have chosen; null where it saw no winner or there is none. */
  judge: string | null
  prompt: string | null
}

export interface ExportedOption {
  label: string
  variant: string | null
  model: string
  effort: string | null
  text: string | null
}

/** The closed votes that are meant, each with its drafts and votes. */
export async function exportBallots(
  deps: { db: Db; library: Library },
  filter: BallotFilter,
): Promise<ExportedBallot[]> {
  const exported: ExportedBallot[] = []
  for (const ballot of await readBallots(deps.db, filter)) exported.push(await exportOne(deps, ballot))
  return exported
}

/** One preference pair per line: the chosen draft against each of the others. */
export function preferencePairs(ballots: ExportedBallot[]): string {
  const pairs = ballots.flatMap((ballot) => {
    const { options, chosen, rejected, prompt, ...metadata } = ballot
    const of = (label: string) => options.find((option) => option.label === label)
    return rejected.map((label) => ({
      prompt,
      chosen: of(chosen)?.text ?? null,
      rejected: of(label)?.text ?? null,
      metadata: { ...metadata, chosen: withoutText(of(chosen)), rejected: withoutText(of(label)) },
    }))
  })
  return pairs.map((pair) => `${JSON.stringify(pair)}\n`).join('')
}

/** One row per vote. */
export function ballotTable(ballots: ExportedBallot[]): string {
  const rows = ballots.map((ballot): Row => {
    const chosen = ballot.options.find(({ label }) => label === ballot.chosen)
    return {
      ballot: ballot.ballot,
      task: ballot.task,
      analysis: ballot.analysis,
      prompt_version: String(ballot.prompt_version ?? ''),
      prompt_hash: ballot.prompt_hash,
      opened_at: ballot.opened_at,
      seconds: String(ballot.seconds),
      decided_by: ballot.decided_by,
      closed_by: ballot.closed_by,
      reason: ballot.reason,
      shown: ballot.options.map(({ label }) => label).join(' '),
      made_with: ballot.options.map((option) => `${option.label}: ${madeWith(option)}`).join('; '),
      votes: ballot.votes.map(({ label, person }) => `${label}: ${person}`).join('; '),
      chosen: ballot.chosen,
      chosen_model: chosen?.model ?? null,
      rejected: ballot.rejected.join(' '),
      judge: ballot.judge,
      chosen_text: chosen?.text ?? null,
      withheld: String(ballot.withheld),
    }
  })
  return writeTable({ columns: Object.keys(rows[0] ?? { ballot: '' }), rows })
}

async function exportOne(deps: { db: Db; library: Library }, ballot: SettledBallot): Promise<ExportedBallot> {
  const view = await viewTask(deps, ballot.taskId)
  const mayLeave = await mayExport(deps.db, ballot)
  const prompt = mayLeave ? await promptOf(deps.db, ballot) : null
  // As the model was asked and as it answered.
  const entries = prompt?.redacted ? await entriesOf(deps.db, ballot.taskId) : []
  const labelOf = (variation: number | null) =>
    ballot.options.find((option) => option.variation === variation)?.label ?? null
  const chosen = labelOf(ballot.winner) ?? ''
  return {
    ballot: ballot.id,
    task: ballot.taskId,
    analysis: ballot.analysis,
    prompt_version: ballot.promptVersion,
    prompt_hash: ballot.promptHash,
    git_commit: view.receipt.promptCommit,
    inputs_hash: await hashInputs(deps.db, ballot.taskId),
    decided_by: ballot.decidedBy,
    closed_by: ballot.closedBy,
    opened_at: ballot.openedAt.toISOString(),
    seconds: secondsBetween(ballot.openedAt, ballot.stoppedAt),
    reason: mayLeave ? ballot.reason : null,
    withheld: !mayLeave,
    options: ballot.options.map(({ label, variation, variant, model, effort }) => ({
      label,
      variant,
      model,
      effort,
      text: mayLeave ? hideKnown(proseOf(view, variation), entries) : null,
    })),
    chosen,
    rejected: ballot.options.map(({ label }) => label).filter((label) => label !== chosen),
    votes: await votesOf(deps.db, ballot),
    judge: labelOf(ballot.judge?.winner ?? null),
    prompt: prompt?.text ?? null,
  }
}

// A direct message is nobody's to give away, and a channel says so itself.
async function mayExport(db: Db, { teamId, channelId }: SettledBallot): Promise<boolean> {
  const settings = await settingsOf(db, { teamId, channelId: channelId ?? '' })
  return settings.mayExport
}

// What the winner's text was the answer to: its last call, without the document.
async function promptOf(
  db: Db,
  { taskId, winner }: SettledBallot,
): Promise<{ text: string; redacted: boolean } | null> {
  const row = await db
    .selectFrom('generation')
    .innerJoin('subtask', 'subtask.id', 'generation.subtask_id')
    .select(['generation.parts', 'generation.redacted'])
    .where('generation.task_id', '=', taskId)
    .where('subtask.variation', '=', winner)
    .where('generation.state', '=', 'done')
    .orderBy('generation.created_at', 'desc')
    .executeTakeFirst()
  const hash = row?.parts.find(({ role }) => role === 'prompt')?.hash
  if (!row || hash === undefined) return null
  const part = await db.selectFrom('prompt_part').select('text').where('hash', '=', hash).executeTakeFirst()
  return part ? { text: part.text, redacted: row.redacted } : null
}

async function entriesOf(db: Db, taskId: string): Promise<Entry[]> {
  const task = await db.selectFrom('task').select('document_id').where('id', '=', taskId).executeTakeFirst()
  return task?.document_id ? readEntries(db, task.document_id) : []
}

async function hashInputs(db: Db, taskId: string): Promise<string> {
  const row = await db
    .selectFrom('task')
    .leftJoin('document', 'document.id', 'task.document_id')
    .select(['task.variables', 'document.sha256'])
    .where('task.id', '=', taskId)
    .executeTakeFirstOrThrow()
  const inputs = JSON.stringify([
    row.sha256,
    Object.entries(row.variables).sort(([a], [b]) => (a < b ? -1 : 1)),
  ])
  return createHash('sha256').update(inputs).digest('hex')
}

async function votesOf(db: Db, ballot: SettledBallot): Promise<ExportedBallot['votes']> {
  const votes = await db
    .selectFrom('vote')
    .select(['label', 'person', 'event_ts'])
    .where('ballot_id', '=', ballot.id)
    .where('is_on', '=', true)
    .orderBy('label')
    .orderBy('event_ts')
    .execute()
  return votes.map(({ label, person, event_ts: at }) => ({
    label,
    person,
    seconds: secondsBetween(ballot.openedAt, new Date(Number(at) * 1000)),
  }))
}

function secondsBetween(from: Date, to: Date): number {
  return Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000))
}

function withoutText(option: ExportedOption | undefined) {
  if (!option) return null
  const { text: _, ...rest } = option
  return rest
}

function madeWith({ variant, model, effort }: Pick<SettledOption, 'model'> & ExportedOption): string {
  return [variant, model, effort].filter((part) => part !== null).join(' ')
}
