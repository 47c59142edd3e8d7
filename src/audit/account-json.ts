import type { Account } from './account.ts'
import type { AuditEvent } from './read-events.ts'

/** The account for programs: every event with all that its hashes are made of, so that anybody can reckon them. */
export function accountJson({ taskId, salt, events, verification, madeAt }: Account): object {
  return {
    format: 'paralegal-audit-1',
    task: taskId,
    made_at: madeAt.toISOString(),
    salt,
    verification,
    events: events.map(eventJson),
  }
}

function eventJson(event: AuditEvent): object {
  const { id, task_id, kind, at, actor, payload, digest, hash, seal } = event
  const { seq, previous, task_seq, task_previous, chained_at } = event
  return {
    event: { id, task_id, kind, at, actor, payload },
    digest,
    place: { seq, previous, task_seq, task_previous, chained_at },
    hash,
    seal,
  }
}
