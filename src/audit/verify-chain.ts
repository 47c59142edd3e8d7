import type { Db } from '../db/connect.ts'
import type { Problem } from './problem.ts'
import { isAsWritten, isInPlace, readChain, type AuditEvent } from './read-events.ts'
import { checkSeal } from './seal-hash.ts'

/** A place of the chain that somebody kept elsewhere; `seq` where they kept that too. */
export interface KeptHead {
  seq: number | null
  hash: string
}

export interface ChainFacts {
  problems: Problem[]
  events: number
  head: { seq: number; hash: string } | null
  /** Events with a seal that one of the keys made, and those whose key is not at hand. */
  sealed: number
  unknownSeals: number
}

interface Link {
  seq: number
  hash: string | null
}

const start: Link = { seq: 0, hash: null }

/** Walks the chain from its first event to its last: every event must say what it said, and follow the one before it. */
export async function verifyChain(
  db: Db,
  { auditKeys, kept }: { auditKeys: Buffer[]; kept: KeptHead | null },
): Promise<ChainFacts> {
  const facts: ChainFacts = { problems: [], events: 0, head: null, sealed: 0, unknownSeals: 0 }
  const lastOfTask = new Map<string, Link>()
  let before = start
  let isKeptFound = false
  for await (const event of readChain(db)) {
    const found = problemsOf(event, { before, ofTask: lastOfTask.get(event.task_id) ?? start })
    const sealed = checkSealOf(event, { auditKeys, isSealedBefore: facts.sealed > 0 })
    facts.problems.push(...found, ...sealed.problems)
    if (sealed.is === 'right') facts.sealed++
    if (sealed.is === 'unknown') facts.unknownSeals++
    facts.events++
    before = { seq: event.seq ?? before.seq, hash: event.hash }
    lastOfTask.set(event.task_id, { seq: event.task_seq ?? 0, hash: event.hash })
    if (event.hash !== null) facts.head = { seq: before.seq, hash: event.hash }
    isKeptFound ||= event.hash === kept?.hash && (kept?.seq === null || kept?.seq === event.seq)
  }
  if (kept && !isKeptFound) facts.problems.push(headMissing(kept, before.seq))
  return facts
}

function problemsOf(event: AuditEvent, { before, ofTask }: { before: Link; ofTask: Link }): Problem[] {
  const problems: Problem[] = []
  const say = (kind: Problem['kind'], says: string) =>
    problems.push({ kind, taskId: event.task_id, seq: event.seq, says })
  const seq = event.seq ?? 0
  const isGap = seq > before.seq + 1
  if (isGap)
    problems.push({
      kind: 'event-missing',
      taskId: null,
      seq: before.seq + 1,
      says: `${eventNames(before.seq + 1, seq - 1)} of the chain ${seq - before.seq === 2 ? 'is' : 'are'} missing`,
    })
  if (!isAsWritten(event))
    say('event-changed', 'what it says, who did it or when was changed after it was chained')
  else if (!isInPlace(event)) say('event-moved', 'its place in the chain, or its hash, was changed')
  if (!isGap && event.previous !== before.hash)
    say('chain-broken', 'it does not follow the event before it: one of the two was put in or replaced')
  const taskSeq = event.task_seq ?? 0
  if (taskSeq > ofTask.seq + 1)
    say('event-missing', `${eventNames(ofTask.seq + 1, taskSeq - 1)} of its task missing before it`)
  else if (taskSeq !== ofTask.seq + 1 || event.task_previous !== ofTask.hash)
    say('chain-broken', 'it does not follow the event of its task before it')
  return problems
}

function checkSealOf(
  event: AuditEvent,
  { auditKeys, isSealedBefore }: { auditKeys: Buffer[]; isSealedBefore: boolean },
): { is: 'right' | 'wrong' | 'unknown' | 'none'; problems: Problem[] } {
  const { hash, seal } = event
  const problem = (kind: 'seal-wrong' | 'seal-missing', says: string): Problem[] => [
    { kind, taskId: event.task_id, seq: event.seq, says },
  ]
  if (seal === null) {
    const says = 'it has no seal, though events before it have one: it was written without the key'
    return {
      is: 'none',
      problems: auditKeys.length > 0 && isSealedBefore ? problem('seal-missing', says) : [],
    }
  }
  const is = checkSeal(auditKeys, hash ?? '', seal)
  const says = 'its seal was not made with the key for this hash'
  return { is, problems: is === 'wrong' ? problem('seal-wrong', says) : [] }
}

function headMissing(kept: KeptHead, lastSeq: number): Problem {
  const isCutOff = kept.seq !== null && kept.seq > lastSeq
  return {
    kind: 'head-missing',
    taskId: null,
    seq: kept.seq,
    says: isCutOff
      ? `the chain ends with event ${lastSeq}, before the one that was kept: its end was taken away`
      : 'no event has the hash that was kept: the chain was rewritten, or its end was taken away',
  }
}

function eventNames(from: number, to: number): string {
  return from === to ? `event ${from}` : `events ${from} to ${to}`
}
