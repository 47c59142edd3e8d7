export type State = 'ok' | 'warning' | 'failed' | 'skipped'

/** What a check found. */
export interface Outcome {
  state: State
  what: string
  /** What to do, in words; null where there is nothing to do. */
  fix: string | null
  /** What of several it is about; stands behind the check's name. */
  of?: string
}

export function ok(what: string): Outcome {
  return { state: 'ok', what, fix: null }
}

export function warning(what: string, fix: string): Outcome {
  return { state: 'warning', what, fix }
}

export function failed(what: string, fix: string): Outcome {
  return { state: 'failed', what, fix }
}

export function skipped(what: string, fix: string | null = null): Outcome {
  return { state: 'skipped', what, fix }
}
