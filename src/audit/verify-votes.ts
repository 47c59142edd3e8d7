import type { Db } from '../db/connect.ts'
import type { Problem } from './problem.ts'
import type { TaskRecord } from './verify-rows.ts'

/** Compares the votes that stand with those that were heard and counted: of each person and draft the latest holds. */
export async function verifyVotes(db: Db, records: TaskRecord[]): Promise<Problem[]> {
  const rows = await db
    .selectFrom('vote')
    .innerJoin('ballot', 'ballot.id', 'vote.ballot_id')
    .select(['ballot.task_id', 'label', 'person', 'is_on', 'event_ts'])
    .where(
      'ballot.task_id',
      'in',
      records.map(({ taskId }) => taskId),
    )
    .execute()
  return records.flatMap(({ taskId, events, forgotten }) => {
    const heard = heardVotes(events)
    const standing = new Map(
      rows
        .filter((row) => row.task_id === taskId)
        .map((row) => [`${row.label} of ${row.person}`, `${row.is_on} ${row.event_ts}`]),
    )
    const keys = forgotten.texts ? [...standing.keys()] : [...new Set([...heard.keys(), ...standing.keys()])]
    const wrong = keys.filter((key) => heard.get(key)?.said.includes(standing.get(key) ?? '') !== true)
    return wrong.map((key) => ({
      kind: 'row-changed' as const,
      taskId,
      seq: heard.get(key)?.seq ?? null,
      says: `the vote for draft ${key} is not what was heard of it`,
    }))
  })
}

// What may stand: of two of the same moment either.
function heardVotes(
  events: TaskRecord['events'],
): Map<string, { said: string[]; ts: string; seq: number | null }> {
  const heard = new Map<string, { said: string[]; ts: string; seq: number | null }>()
  for (const { kind, payload, seq } of events) {
    if (kind !== 'vote-heard' || payload['counted'] !== true) continue
    const key = `${String(payload['label'])} of ${String(payload['person'])}`
    const ts = String(payload['event_ts'])
    const said = `${String(payload['is_on'])} ${ts}`
    const known = heard.get(key)
    if (!known || Number(ts) > Number(known.ts)) heard.set(key, { said: [said], ts, seq })
    else if (ts === known.ts) known.said.push(said)
  }
  return heard
}
