import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { sql } from 'kysely'
import { paralegal } from '../audit/kinds.ts'
import { record } from '../audit/record.ts'
import type { Db, Trx } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import { addCase } from '../evals/add-case.ts'
import { defaultDataSet } from '../evals/data-set.ts'
import type { Library } from '../prompts/library.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { analysisOf } from '../tasks/prompt-version.ts'
import { tellThread, type Task } from '../tasks/task-state.ts'
import { viewTask } from '../tasks/task-view.ts'

interface Deps {
  db: Db
  enqueue: Enqueue
}

export interface Proposal {
  task: Pick<Task, 'id' | 'channel_id'>
  by: string
  idealOutput: string
  /** Ids of the findings that a good answer has. */
  findings: string[]
  /** Whether somebody else has to agree. */
  needsApproval: boolean
}

/** Proposes a result as an example, again with other words where it was not kept yet; kept at once where nobody has to agree. */
export async function proposeExample(deps: Deps, of: Proposal): Promise<void> {
  const said = {
    state: 'proposed' as const,
    ideal_output: of.idealOutput,
    expectations: JSON.stringify(of.findings),
    proposed_by: of.by,
    needs_approval: of.needsApproval,
    proposed_at: new Date(),
    decided_by: null,
    decided_at: null,
    problem: null,
  }
  await deps.db.transaction().execute(async (trx) => {
    const example = await trx
      .insertInto('example')
      .values({ id: randomUUID(), task_id: of.task.id, ...said })
      .onConflict((conflict) =>
        conflict.column('task_id').doUpdateSet(said).where('example.state', '<>', 'kept'),
      )
      .returning('id')
      .executeTakeFirst()
    if (!example) return
    await record(trx, {
      kind: 'example-proposed',
      actor: of.by,
      ids: [example.id],
      also: { findings: of.findings },
    })
    if (!of.needsApproval) await deps.enqueue(trx, 'keep-example', { exampleId: example.id })
    await tellThread(trx, deps.enqueue, of.task)
  })
}

/** Somebody else agrees, or does not. False where it is no longer open. */
export async function decideExample(
  deps: Deps,
  of: { task: Pick<Task, 'id' | 'channel_id'>; by: string; agrees: boolean },
): Promise<boolean> {
  return deps.db.transaction().execute(async (trx) => {
    const example = await trx
      .updateTable('example')
      .set({
        ...(of.agrees ? {} : { state: 'declined' as const }),
        decided_by: of.by,
        decided_at: new Date(),
        problem: null,
      })
      .where('task_id', '=', of.task.id)
      .where('state', '=', 'proposed')
      .returning('id')
      .executeTakeFirst()
    if (!example) return false
    await record(trx, { kind: 'example-decided', actor: of.by, ids: [example.id] })
    if (of.agrees) await deps.enqueue(trx, 'keep-example', { exampleId: example.id })
    await tellThread(trx, deps.enqueue, of.task)
    return true
  })
}

/** Writes an example into its analysis' data set, one at a time for all processes; done twice it is there once. */
export async function keepExample(
  deps: Deps & { library: Library; promptsFolder: string },
  { exampleId }: JobPayload<'keep-example'>,
): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const example = await trx
      .selectFrom('example')
      .selectAll()
      .where('id', '=', exampleId)
      .where('state', '=', 'proposed')
      .forUpdate()
      .executeTakeFirst()
    if (!example) return
    const task = await trx
      .selectFrom('task')
      .selectAll()
      .where('id', '=', example.task_id)
      .executeTakeFirstOrThrow()
    const view = await viewTask({ ...deps, db: trx }, task.id)
    const analysis = await analysisOf({ ...deps, db: trx }, task)
    await sql`select pg_advisory_xact_lock(hashtext(${`data set of ${analysis.name}`}))`.execute(trx)
    const kept: string[] = JSON.parse(example.expectations ?? '[]') as string[]
    try {
      const { id } = await addCase(trx, defaultDataSet(deps.promptsFolder, analysis.name), {
        view: { ...view, findings: view.findings.filter((finding) => kept.includes(finding.id)) },
        analysis,
        isApproved: true,
        tags: 'gold',
        idealOutput: example.ideal_output,
        notes: { __proposed_by: example.proposed_by, __approved_by: example.decided_by },
      })
      await settle(trx, exampleId, { state: 'kept', case_id: id, problem: null })
    } catch (error) {
      await settle(trx, exampleId, { problem: problemOf(error, join(deps.promptsFolder, analysis.name)) })
    }
    await tellThread(trx, deps.enqueue, task)
  })
}

async function settle(
  trx: Trx,
  id: string,
  changed: { state?: 'kept'; case_id?: string; problem: string | null },
): Promise<void> {
  await trx.updateTable('example').set(changed).where('id', '=', id).execute()
  if (changed.state) await record(trx, { kind: 'example-kept', actor: paralegal, ids: [id] })
}

// Whoever proposed it can tell the operator; what nobody expected is the queue's.
function problemOf(error: unknown, folder: string): string {
  if (error instanceof AppError) return error.userMessage
  const isFileSystem = error instanceof Error && 'syscall' in error
  if (!isFileSystem) throw error
  return `The folder ${folder} cannot be written. Whoever runs Paralegal can mend that; then press Keep as example again.`
}
