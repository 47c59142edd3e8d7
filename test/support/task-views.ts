import type { CombinedFinding } from '../../src/tasks/combine-findings.ts'
import type { SubtaskView, TaskView } from '../../src/tasks/task-view.ts'

/** A finding as it is shown, with what a test says of it. */
export function finding(of: Partial<CombinedFinding> = {}): CombinedFinding {
  const place = { mark: 'verified' as const, page: 3, start: 0, end: 10 }
  return {
    id: '1',
    subtasks: ['a'],
    variations: [1],
    title: 'Cap',
    severity: 'high',
    explanation: 'Why.',
    recommendation: 'Ask.',
    quote: 'the words',
    ...place,
    members: [],
    others: [],
    contradiction: null,
    ...of,
  }
}

export function subtask(of: Partial<SubtaskView> = {}): SubtaskView {
  return {
    name: 'a',
    title: 'Key terms',
    kind: 'part',
    variation: 1,
    section: null,
    state: 'done',
    answer: 'It is a lease.',
    findings: 1,
    error: null,
    ...of,
  }
}

/** A finished task as it is shown. */
export function view(of: Partial<TaskView> = {}): TaskView {
  return {
    id: 't',
    state: 'done',
    analysis: { name: 'analyze-contract', title: 'Contract analysis' },
    fileName: 'a.pdf',
    fileUrl: null,
    origin: null,
    cancelledBy: null,
    reportAsked: false,
    requestedBy: 'U1',
    channelId: 'C1',
    threadTs: '1.0',
    opensThread: false,
    paged: true,
    documentKind: 'pdf',
    pageList: [],
    warnings: [],
    documentNote: null,
    privacyNote: null,
    budgetNote: null,
    estimateUsd: null,
    pages: 20,
    queuePosition: null,
    variations: 1,
    variationList: [],
    ballot: null,
    example: null,
    chosen: 1,
    subtasks: [subtask()],
    sections: null,
    summaries: [],
    findings: [finding()],
    notFound: [],
    quotes: { checked: 1, verified: 1, repaired: 0, unverified: 0 },
    error: null,
    removed: null,
    receipt: {
      model: 'offline/offline-extractive',
      alsoAnswered: [],
      notice: 'extractive, no language model used',
      promptVersion: 1,
      promptCommit: null,
      promptHash: 'abcdef0123',
      calls: 5,
      inputTokens: 0,
      outputTokens: 0,
      costUsd: 0,
      seconds: 1.2,
    },
    ...of,
  }
}
