import { restsOnLine } from './rests-on.ts'
import { progressOf } from './task-lines.ts'
import type { TaskView } from './task-view.ts'

/** A task as programs read it, on the command line and over HTTP: fields are added, never renamed or removed. */
export function taskJson(view: TaskView) {
  return {
    task: view.id,
    state: view.state,
    analysis: view.analysis.name,
    file: view.fileName,
    pages: view.pages,
    document_note: view.documentNote,
    budget_note: view.budgetNote,
    estimate_usd: view.estimateUsd,
    queue_position: view.queuePosition,
    progress: progressOf(view),
    variations: view.variations,
    variation_list: view.variationList,
    rests_on: restsOnLine(view),
    summaries: view.summaries,
    findings: view.findings.map((finding) => ({
      title: finding.title,
      severity: finding.severity,
      explanation: finding.explanation,
      recommendation: finding.recommendation,
      quote: finding.quote,
      mark: finding.mark,
      page: finding.page,
      start: finding.start,
      end: finding.end,
      subtasks: finding.subtasks,
      variations: finding.variations,
      members: finding.members,
      others: finding.others,
      contradiction: finding.contradiction,
    })),
    not_found: view.notFound,
    quotes: view.quotes,
    subtasks: view.subtasks.map(({ name, title, kind, variation, state, answer, error }) => ({
      name,
      title,
      kind,
      variation,
      state,
      answer,
      error,
    })),
    error: view.error,
    receipt: {
      model: view.receipt.model,
      also_answered: view.receipt.alsoAnswered,
      notice: view.receipt.notice,
      prompt_version: view.receipt.promptVersion,
      prompt_hash: view.receipt.promptHash,
      prompt_commit: view.receipt.promptCommit,
      calls: view.receipt.calls,
      input_tokens: view.receipt.inputTokens,
      output_tokens: view.receipt.outputTokens,
      cost_usd: view.receipt.costUsd,
      seconds: view.receipt.seconds,
    },
  }
}
