import type { Budgets } from '../environment.ts'
import { noteTask } from '../ids.ts'
import type { Db } from '../db/connect.ts'
import type { Document } from '../documents/document.ts'
import { generate, type GenerateDeps, type Generated } from '../llm/generate.ts'
import type { Model, ModelRequest } from '../llm/model.ts'
import { askedQuestions } from '../prompts/asked-questions.ts'
import type { Analysis } from '../prompts/library.ts'
import { renderPrompt } from '../prompts/render.ts'
import type { JobPayload } from '../queue/jobs.ts'
import { budgetsOf, refuseOverspent } from './budget.ts'
import { checkFindings } from './check-findings.ts'
import { claimSubtask, setDeadline, type ClaimDeps, type ClaimedSubtask } from './claim-subtask.ts'
import type { Redaction } from '../redact/open-redaction.ts'
import { redactionOf, type RedactDeps } from './redaction-of.ts'
import { finishSubtask } from './finish-subtask.ts'
import { fitAnswers, type FittingAnswers } from './fit-answers.ts'
import { readPartAnswers } from './part-answers.ts'
import { requestedDocument } from './requested-document.ts'
import { isTooLong, splitSubtask } from './split-subtask.ts'
import { analysisOf } from './prompt-version.ts'
import { findPrefixTokens } from './document-tokens.ts'
import { findTaskDocument } from './task-document.ts'
import { unlessEnded } from './unless-ended.ts'

/** Output tokens a subtask may use; enough for some twenty findings. Much thought counts too. */
const maxOutputTokens = 8000
const maxOutputTokensWithThought = 16_000

export interface RunSubtaskDeps extends ClaimDeps, GenerateDeps, RedactDeps {
  /** The model of that name, where this process can reach it. */
  modelOf: (name: string) => Model
  /** The second model of an analysis, or of the installation; null for none. */
  fallbackOf: (name: string | null) => Model | null
  budgets: Budgets
  /** Of the thread that draws pages. */
  maxMemoryMb: number
}

/** One question of a task: render → generate → check every quote → keep. A finished one is left alone. */
export async function runSubtask(
  deps: RunSubtaskDeps,
  payload: JobPayload<'run-subtask'>,
  signal: AbortSignal,
): Promise<void> {
  const subtask = await claimSubtask(deps, payload)
  if (!subtask) return
  noteTask({ taskId: subtask.task_id, subtaskId: subtask.id })
  const [content] = await Promise.all([findTaskDocument(deps.db, subtask), setDeadline(deps, subtask)])
  if (!content) throw new Error(`task ${subtask.task_id} runs without a document that was read`)

  const analysis = await analysisOf(deps, subtask)
  const budgets = budgetsOf(deps.budgets, analysis)
  const isFree = subtask.estimate_usd !== null && Number(subtask.estimate_usd) === 0
  if (!isFree) await refuseOverspent(deps.db, { ...subtask, id: subtask.task_id }, budgets)

  await unlessEnded(deps.db, { taskId: subtask.task_id, subtask, signal }, async (stop) => {
    const model = deps.modelOf(subtask.model)
    const redaction = await redactionOf(deps, { task: subtask, analysis, content })
    const isTextOnly = redaction !== null
    const document = await requestedDocument(deps, { subtask, analysis, content, model, isTextOnly }, stop)
    try {
      const { answer } = await ask(deps, { subtask, analysis, content, document, model, redaction }, stop)
      const findings = await checkFindings(content, answer.findings, stop)
      await finishSubtask(deps, subtask, { state: 'done', answer, findings })
    } catch (error) {
      if (!isTooLong(error, subtask, document.content)) throw error
      await splitSubtask(deps, subtask, content)
    }
  })
}

interface Asked {
  subtask: ClaimedSubtask
  analysis: Analysis
  /** All of the document. */
  content: Document
  /** What of it is read. */
  document: ModelRequest['document']
  model: Model
  redaction: Redaction | null
}

async function ask(
  deps: RunSubtaskDeps,
  { subtask, analysis, content, document, model, redaction }: Asked,
  signal: AbortSignal,
): Promise<Generated> {
  const { answers, note } = await answersFor(deps.db, subtask, model)
  const rendered = renderPrompt(analysis, {
    subtask: subtask.name,
    variables: subtask.variables,
    answers: answers ?? [],
    variant: subtask.variant,
  })
  const part = analysis.subtasks.find((each) => each.name === subtask.name)
  const questions = askedQuestions(part, subtask.variables)
  const call = {
    taskId: subtask.task_id,
    subtaskId: subtask.id,
    wasAsked: Boolean(subtask.was_asked),
    discardedAttempts: subtask.discarded_attempts,
    requestedBy: subtask.requested_by,
    gitCommit: analysis.gitCommit,
    timeoutMs: analysis.timeouts.call_seconds * 1000,
    priority: subtask.priority,
    model,
    fallback: deps.fallbackOf(analysis.fallback),
    rendered,
    redaction,
    prefixTokens: await findPrefixTokens(deps.db, { subtask, analysis, content, system: rendered.system }),
    request: {
      system: rendered.system,
      document,
      prompt: rendered.prompt,
      questions,
      answers,
      repair: null,
      sharesPrefix: Number(subtask.siblings) > 1,
      maxOutputTokens: subtask.effort === 'high' ? maxOutputTokensWithThought : maxOutputTokens,
      effort: subtask.effort,
    },
  }
  const generated = await generate(deps, call, signal)
  if (note === null) return generated
  const answer = `${generated.answer.answer}\n\n${note}`
  return { ...generated, answer: { ...generated.answer, answer } }
}

async function answersFor(
  db: Db,
  subtask: ClaimedSubtask,
  model: Model,
): Promise<FittingAnswers | { answers: null; note: null }> {
  if (subtask.kind !== 'combine') return { answers: null, note: null }
  const { maxInputTokens } = await model.capabilities()
  return fitAnswers(await readPartAnswers(db, subtask), { provider: model.provider, maxInputTokens })
}
