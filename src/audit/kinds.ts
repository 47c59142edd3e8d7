/** Which row an event speaks of. */
export type Subject = 'task' | 'subtask' | 'call' | 'ballot' | 'vote' | 'decision' | 'example' | 'post'

/** What is put on record, and the row whose facts go with it; null where it speaks of none. */
export const subjectOf = {
  'task-asked': 'task',
  'document-attached': 'task',
  'redaction-chosen': 'task',
  'task-planned': 'task',
  'task-state': 'task',
  'task-again': 'task',
  'thread-placed': 'task',
  'part-planned': 'subtask',
  'part-ended': 'subtask',
  'part-reset': 'subtask',
  'call-asked': 'call',
  'call-ended': 'call',
  'ballot-opened': 'ballot',
  'ballot-judged': 'ballot',
  'ballot-stopped': 'ballot',
  'ballot-closed': 'ballot',
  'vote-heard': 'vote',
  'finding-decided': 'decision',
  'example-proposed': 'example',
  'example-decided': 'example',
  'example-kept': 'example',
  'example-removed': 'example',
  'message-posted': 'post',
  'document-read': null,
  'result-shared': null,
  'result-scored': null,
  'file-asked': null,
  'file-sent': null,
  'result-exported': null,
  'document-forgotten': null,
  'prompts-forgotten': null,
  'texts-forgotten': null,
} as const satisfies Record<string, Subject | null>

export type AuditKind = keyof typeof subjectOf

/** Kinds that go with a row's facts. */
export type RowKind = { [K in AuditKind]: (typeof subjectOf)[K] extends Subject ? K : never }[AuditKind]

/** Kinds that stand alone. */
export type PlainKind = Exclude<AuditKind, RowKind>

/** The program itself, and who uses its command line. */
export const paralegal = 'paralegal'
export const operator = 'operator'

export function isAuditKind(kind: string): kind is AuditKind {
  return Object.hasOwn(subjectOf, kind)
}
