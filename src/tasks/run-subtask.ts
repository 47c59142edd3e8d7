import type { Selectable } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { SubtaskTable } from '../db/schema.ts'
import type { Document } from '../documents/document.ts'
import { generate, type Generated } from '../llm/generate.ts'
import type { Model } from '../llm/model.ts'
import type { Library } from '../prompts/library.ts'
import { renderPrompt } from '../prompts/render.ts'
import type { Enqueue, JobPayload } from '../queue/jobs.ts'
import { unlessEnded } from './cancel-task.ts'
import { checkFindings } from './check-findings.ts'
import { finishSubtask } from './finish-subtask.ts'
import { readPartAnswers } from './part-answers.ts'
import { findDocument } from './task-document.ts'
import { tellThread, type Task } from './task-state.ts'

/** Output tokens a subtask may use; enough for some twenty findings. */
const maxOutputTokens = 8000

export interface RunSubtaskDeps {
  db: Db
  enqueue: Enqueue
  library: Library
  /** The model of that name, where this process can reach it. */
  modelOf: (name: string) => Model
  /** Where answers wait while the database is away. */
  answersFolder: string
}

/** One question of a task: render → generate → check every quote → keep. A finished one is left alone. */
export async function runSubtask(
  deps: RunSubtaskDeps,
  payload: JobPayload<'run-subtask'>,
  signal: AbortSignal,
): Promise<void> {
  const claimed = await claimSubtask(deps, payload)
  if (!claimed) return
  const { subtask, task } = claimed
  const content = task.document_id ? await findDocument(deps.db, task.document_id) : undefined
  if (!content) throw new Error(`task ${task.id} runs without a document that was read`)

  await unlessEnded(deps.db, { taskId: task.id, subtask, signal }, async (stop) => {
    const { answer } = await ask(deps, { subtask, task, content }, stop)
    const findings = checkFindings(content, answer.findings)
    await finishSubtask(deps, subtask, { state: 'done', answer, findings })
  })
}

async function ask(
  deps: RunSubtaskDeps,
  { subtask, task, content }: { subtask: Subtask; task: Task; content: Document },
  signal: AbortSignal,
): Promise<Generated> {
  const analysis = deps.library.get(task.analysis)
  const answers = subtask.kind === 'combine' ? await readPartAnswers(deps.db, subtask) : null
  const rendered = renderPrompt(deps.library, analysis, {
    subtask: subtask.name,
    variables: task.variables,
    answers: answers ?? [],
  })
  const questions = analysis.subtasks.find((each) => each.name === subtask.name)?.questions ?? []
  const call = {
    taskId: task.id,
    subtaskId: subtask.id,
    requestedBy: task.requested_by,
    gitCommit: deps.library.gitCommit,
    timeoutMs: analysis.timeouts.call_seconds * 1000,
    rendered,
    request: {
      system: rendered.system,
      document: { title: task.file_name, content },
      prompt: rendered.prompt,
      questions,
      answers,
      maxOutputTokens,
    },
  }
  return generate({ ...deps, model: deps.modelOf(task.model) }, call, signal)
}

type Subtask = Selectable<SubtaskTable>

/** Marks a subtask as running; undefined where it, or its task, has ended. */
export async function claimSubtask(
  deps: Pick<RunSubtaskDeps, 'db' | 'enqueue' | 'library'>,
  { subtaskId, run }: JobPayload<'run-subtask'>,
): Promise<{ subtask: Subtask; task: Task } | undefined> {
  return deps.db.transaction().execute(async (trx) => {
    const subtask = await trx
      .updateTable('subtask')
      .set((set) => ({ state: 'running', started_at: set.fn.coalesce('started_at', set.val(new Date())) }))
      .where('id', '=', subtaskId)
      .where('run', '=', run)
      .where('state', 'in', ['pending', 'running'])
      .returningAll()
      .executeTakeFirst()
    if (!subtask) return undefined
    const task = await trx
      .selectFrom('task')
      .selectAll()
      .where('id', '=', subtask.task_id)
      .executeTakeFirstOrThrow()
    if (task.state !== 'running' && task.state !== 'combining') return undefined
    if (task.deadline === null) {
      const { task_minutes: minutes } = deps.library.get(task.analysis).timeouts
      await trx
        .updateTable('task')
        .set({ deadline: new Date(Date.now() + minutes * 60_000) })
        .where('id', '=', task.id)
        .where('deadline', 'is', null)
        .execute()
    }
    await tellThread(trx, deps.enqueue, task)
    return { subtask, task }
  })
}
