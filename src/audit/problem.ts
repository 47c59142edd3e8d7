/**
 * What is wrong with the record, or with what it speaks of. `event-…`, `chain-…`, `seal-…`, `head-…`: the record itself.
 * The others: rows and texts that are not what was recorded of them.
 */
export type ProblemKind =
  | 'event-changed'
  | 'event-moved'
  | 'event-missing'
  | 'chain-broken'
  | 'not-chained'
  | 'seal-wrong'
  | 'seal-missing'
  | 'head-missing'
  | 'row-changed'
  | 'row-missing'
  | 'row-not-recorded'
  | 'document-changed'
  | 'prompt-changed'

export interface Problem {
  kind: ProblemKind
  taskId: string | null
  /** Of the event that shows it; null where there is none, or it has no place yet. */
  seq: number | null
  /** In plain words. */
  says: string
}

/** Content that is no longer there: forgotten or past its time. What was recorded of it can no longer be compared. */
export interface Gone {
  taskId: string
  what: string
}
