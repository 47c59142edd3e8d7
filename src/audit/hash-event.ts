import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

/** What happened, as it is hashed. */
export interface Happened {
  id: number
  task_id: string
  kind: string
  at: Date
  actor: string
  payload: Record<string, unknown>
}

/** Where it stands: after which event of all, and after which of its task. */
export interface Place {
  seq: number
  previous: string | null
  task_seq: number
  task_previous: string | null
  chained_at: Date
}

/** An event's own hash. */
export function digestOf({ id, task_id, kind, at, actor, payload }: Happened): string {
  return hashOf({ id, task_id, kind, at: at.toISOString(), actor, payload })
}

/** The hash that the next event names: of the event's digest and its place. */
export function placeHashOf(
  { seq, previous, task_seq, task_previous, chained_at }: Place,
  digest: string,
): string {
  return hashOf({ seq, previous, task_seq, task_previous, chained_at: chained_at.toISOString(), digest })
}

// SHA-256 of the canonical JSON (RFC 8785): the same bytes whoever writes them.
function hashOf(value: object): string {
  return createHash('sha256')
    .update(canonicalize(value) ?? '')
    .digest('hex')
}
