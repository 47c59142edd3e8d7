import { channel } from 'node:diagnostics_channel'

/**
 * What this process tells of while it works, for whoever measures. Told where it happens; heard by nobody, it costs next to
 * nothing. Names and numbers only, never content.
 */
export interface Happenings {
  'slack-request': { what: string; seconds: number; isAcknowledged: boolean }
  'job-started': { kind: string }
  'job-ended': { kind: string; end: JobEnd; code: string | null; seconds: number }
  /** Taken and never ended, too often: by a process that died, or hung. */
  'job-died': { kind: string }
  'task-ended': { analysis: string; lane: string; state: string; code: string | null; seconds: number }
  'first-finding': { analysis: string; lane: string; seconds: number }
  'call-ended': CallEnded
}

/** `later`: it has to wait and comes back; `again`: it failed and is tried again; `failed`: for good. */
export type JobEnd = 'done' | 'later' | 'again' | 'failed'

export interface CallEnded {
  provider: string
  model: string
  /** Null where the answer was of use. */
  code: string | null
  tokens: Record<'input' | 'output' | 'cache_read' | 'cache_write' | 'reasoning', number> | null
  /** US dollars; null where the price is unknown or nothing was answered. */
  usd: number | null
  waitedMs: number
  ms: number
  msToFirstToken: number | null
}

export type Happening = keyof Happenings

const prefix = 'paralegal:'

export function tell<K extends Happening>(what: K, told: Happenings[K]): void {
  channel(prefix + what).publish(told)
}

/** Hears of it until it is disposed of. */
export function hear<K extends Happening>(what: K, listener: (told: Happenings[K]) => void): Disposable {
  const listen = (told: unknown) => listener(told as Happenings[K])
  const heard = channel(prefix + what)
  heard.subscribe(listen)
  return {
    [Symbol.dispose]() {
      heard.unsubscribe(listen)
    },
  }
}
