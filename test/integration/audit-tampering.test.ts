import { sql, type RawBuilder } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readHead } from '../../src/audit/chain-events.ts'
import { digestOf, placeHashOf } from '../../src/audit/hash-event.ts'
import type { ProblemKind } from '../../src/audit/problem.ts'
import { readEventsOf, type AuditEvent } from '../../src/audit/read-events.ts'
import type { Db, Trx } from '../../src/db/connect.ts'
import { openAuditScene, tamper, verifyAll, type AuditScene } from '../support/audit-scene.ts'

let scene: AuditScene
let db: Db
let head: { seq: number; hash: string }

beforeAll(async () => {
  scene = await openAuditScene()
  db = scene.app.engine.db
  head = (await readHead(db)) ?? { seq: 0, hash: '' }
})
afterAll(async () => scene[Symbol.asyncDispose]())

interface Tampering {
  what: string
  change: (trx: Trx) => Promise<unknown>
  /** The first of what is found. */
  kind: ProblemKind
  /** Only who kept the end of the chain elsewhere can tell. */
  needsHead?: true
}

const run = async (trx: Trx, statement: RawBuilder<unknown>) => statement.execute(trx)

const tamperings: Tampering[] = [
  {
    what: 'what an event says was changed',
    kind: 'event-changed',
    change: (trx) =>
      run(
        trx,
        sql`update audit_event set payload = jsonb_set(payload, '{winner}', '9') where kind = 'ballot-closed'`,
      ),
  },
  {
    what: 'an event was deleted in the middle',
    kind: 'event-missing',
    change: (trx) => run(trx, sql`delete from audit_event where seq = 9`),
  },
  {
    what: 'the end of the chain was deleted',
    kind: 'head-missing',
    needsHead: true,
    change: (trx) => run(trx, sql`delete from audit_event where seq = ${head.seq}`),
  },
  {
    what: 'all that is on record of a task was deleted, in the middle',
    kind: 'event-missing',
    change: (trx) => run(trx, sql`delete from audit_event where task_id = ${scene.taskIds[0]}`),
  },
  {
    what: 'the last task was deleted with all that is on record of it',
    kind: 'head-missing',
    needsHead: true,
    change: async (trx) => {
      await run(trx, sql`delete from audit_event where task_id = ${scene.taskIds[1]}`)
      for (const table of ['finding', 'generation', 'subtask', 'variation'])
        await run(trx, sql`delete from ${sql.table(table)} where task_id = ${scene.taskIds[1]}`)
      await run(trx, sql`delete from task where id = ${scene.taskIds[1]}`)
    },
  },
  {
    what: 'two events changed places',
    kind: 'event-moved',
    change: async (trx) => {
      await run(trx, sql`update audit_event set seq = -1 where seq = 10`)
      await run(trx, sql`update audit_event set seq = 10 where seq = 11`)
      await run(trx, sql`update audit_event set seq = 11 where seq = -1`)
    },
  },
  {
    what: 'what two events say changed places',
    kind: 'event-changed',
    change: (trx) =>
      run(
        trx,
        sql`update audit_event set payload = (select payload from audit_event other
          where other.kind = 'vote-heard' and other.id <> audit_event.id) where kind = 'vote-heard'`,
      ),
  },
  {
    what: 'an event was put in, with hashes of its own',
    kind: 'chain-broken',
    change: async (trx) => {
      const [last] = await lastEvents(trx)
      const event = {
        ...last,
        id: last.id + 1000,
        at: new Date(),
        kind: 'result-scored',
        payload: { also: { score: 5 } },
      }
      const place = {
        ...placeOf(last),
        seq: head.seq + 1,
        previous: 'f'.repeat(64),
        task_seq: (last.task_seq ?? 0) + 1,
      }
      const digest = digestOf(event)
      await run(
        trx,
        sql`insert into audit_event overriding system value values (${event.id}, ${event.task_id}, ${event.kind}, ${event.at},
          ${event.actor}, ${JSON.stringify(event.payload)}, ${place.seq}, ${place.previous}, ${place.task_seq},
          ${last.hash}, ${digest}, ${place.chained_at}, ${placeHashOf({ ...place, task_previous: last.hash }, digest)}, null)`,
      )
    },
  },
  {
    what: 'a vote was put on record that nobody cast, and chained by the next job',
    kind: 'row-missing',
    change: (trx) =>
      run(
        trx,
        sql`insert into audit_event (task_id, kind, actor, payload)
          select task_id, kind, 'UEVE', payload || '{"id": "00000000-0000-4000-8000-000000000000", "person": "UEVE"}'
          from audit_event where kind = 'vote-heard' limit 1`,
      ),
  },
  {
    what: 'the time of an event was changed',
    kind: 'event-changed',
    change: (trx) => run(trx, sql`update audit_event set at = at - interval '1 day' where seq = 3`),
  },
  {
    what: 'who did it was changed',
    kind: 'event-changed',
    change: (trx) =>
      run(trx, sql`update audit_event set actor = 'UEVE' where kind = 'vote-heard' and actor = 'UBEN'`),
  },
  {
    what: 'which task it belongs to was changed',
    kind: 'event-changed',
    change: (trx) =>
      run(
        trx,
        sql`update audit_event set task_id = ${scene.taskIds[1]}, task_seq = 1000 where kind = 'example-decided'`,
      ),
  },
  {
    what: 'an event was changed and its own hashes made anew, without the chain',
    kind: 'chain-broken',
    change: (trx) => rewrite(trx, { untilEnd: false }),
  },
  {
    what: 'the chain was made anew from an event on',
    kind: 'head-missing',
    needsHead: true,
    change: (trx) => rewrite(trx, { untilEnd: true }),
  },
  {
    what: 'an event was taken out of the chain',
    kind: 'event-missing',
    change: (trx) => run(trx, sql`update audit_event set seq = null, task_seq = null where seq = 12`),
  },
  {
    what: 'the bytes of the document were replaced',
    kind: 'document-changed',
    change: (trx) => run(trx, sql`update document set bytes = 'Another agreement.'`),
  },
  {
    what: 'the bytes were replaced, and their hash with them',
    kind: 'row-changed',
    change: (trx) =>
      run(
        trx,
        sql`update document set bytes = 'Other.', sha256 = encode(sha256('Other.'), 'hex')
          where file_name = 'agreement-1.txt'`,
      ),
  },
  {
    what: 'the text that was read from the document was changed',
    kind: 'document-changed',
    change: (trx) => run(trx, sql`update document set text = replace(text, 'England', 'France')`),
  },
  {
    what: 'the text of a model’s answer was changed',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update generation set answer = answer || ' And more.'`),
  },
  {
    what: 'the answer to a question was changed',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update subtask set answer = 'Text 9.'`),
  },
  {
    what: 'a finding was made harmless',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update finding set severity = 'info' where severity = 'high'`),
  },
  {
    what: 'the words of a finding were changed',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update finding set explanation = 'Because.'`),
  },
  {
    what: 'a finding was deleted',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`delete from finding where severity = 'low'`),
  },
  {
    what: 'a finding was added',
    kind: 'row-changed',
    change: (trx) =>
      run(
        trx,
        sql`insert into finding (id, task_id, subtask_id, position, title, severity, explanation)
          select gen_random_uuid(), task_id, subtask_id, 9, title, severity, explanation from finding limit 1`,
      ),
  },
  {
    what: 'the text of a prompt was changed',
    kind: 'prompt-changed',
    change: (trx) =>
      run(trx, sql`update prompt_part set text = text || ' Be kind.' where text like 'Task:%'`),
  },
  {
    what: 'which prompt a call was made with was changed',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update generation set parts = parts - 0`),
  },
  {
    what: 'the templates of the prompt version were changed',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update prompt_version set files = files || '{"part.txt": "Task: none."}'`),
  },
  {
    what: 'which model answered was changed',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update generation set model_answered = 'claude-better'`),
  },
  {
    what: 'what a call cost was changed',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update generation set cost_usd = cost_usd / 2 + 0.00000001`),
  },
  {
    what: 'a call was deleted',
    kind: 'row-missing',
    change: (trx) => run(trx, sql`delete from generation where id = (select id from generation limit 1)`),
  },
  {
    what: 'a vote as it was heard was given to somebody else',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update vote_event set person = 'UEVE' where person = 'UBEN'`),
  },
  {
    what: 'a vote that stands was changed',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update vote set is_on = false where person = 'UBEN'`),
  },
  {
    what: 'a vote was added',
    kind: 'row-changed',
    change: (trx) =>
      run(trx, sql`insert into vote select ballot_id, 'B', 'UEVE', true, event_ts from vote limit 1`),
  },
  {
    what: 'a vote was deleted',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`delete from vote where person = 'UBEN'`),
  },
  {
    what: 'who won the vote was changed',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update ballot set winner = 3 - winner`),
  },
  {
    what: 'the reason of a vote was changed',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update ballot set reason = 'It is the longest.'`),
  },
  {
    what: 'a person’s decision on a finding was changed',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update finding_decision set severity = 'low'`),
  },
  {
    what: 'the second person of an example was changed',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update example set decided_by = 'UEVE', state = 'proposed'`),
  },
  {
    what: 'the hash of what was posted was changed',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update post set content_hash = ${'b'.repeat(64)}`),
  },
  {
    what: 'a message was added',
    kind: 'row-not-recorded',
    change: (trx) =>
      run(
        trx,
        sql`insert into post (id, owner_id, kind, state, channel_id, ts, content_hash)
          select gen_random_uuid(), owner_id, 'result-2', 'sent', channel_id, ts, content_hash from post limit 1`,
      ),
  },
  {
    what: 'who asked was changed',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update task set requested_by = 'UEVE'`),
  },
  {
    what: 'the prompt version of the task was changed',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update task set prompt_version = 7`),
  },
  {
    what: 'the name of the file was changed',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update task set file_name = 'another.txt'`),
  },
  {
    what: 'an answer was emptied, as if it had been forgotten',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update subtask set answer = null`),
  },
  {
    what: 'the words of a finding were emptied',
    kind: 'row-changed',
    change: (trx) =>
      run(
        trx,
        sql`update finding set title = '', explanation = '', recommendation = null, quote = null, source_quote = null`,
      ),
  },
  {
    what: 'what came back from a model was emptied',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update generation set answer = null`),
  },
  {
    what: 'the document was emptied',
    kind: 'document-changed',
    change: (trx) => run(trx, sql`update document set bytes = '', text = null`),
  },
  {
    what: 'a prompt was deleted',
    kind: 'prompt-changed',
    change: (trx) => run(trx, sql`delete from prompt_part`),
  },
  {
    what: 'the salt of the hashes was taken away, as if the texts had been forgotten',
    kind: 'row-changed',
    change: (trx) => run(trx, sql`update task set audit_salt = null`),
  },
  {
    what: 'a task was added',
    kind: 'row-not-recorded',
    change: (trx) =>
      run(
        trx,
        sql`insert into task (id, dedupe_key, analysis, variables, file_name, requested_by, team_id, opens_thread, model)
          values (gen_random_uuid(), 'x', 'test', '{}', 'x.txt', 'ada', '', false, 'a/b')`,
      ),
  },
]

test.each(tamperings)('$what: found as $kind', async ({ change, kind, needsHead }) => {
  const look = { kept: needsHead ? head : null }
  const found = await tamper(db, change, (seen) => verifyAll(seen, look))
  expect(found.isWhole).toBe(false)
  expect(found.problems[0]?.kind).toBe(kind)
  // What is found is found because of that: nothing is wrong before or after it.
  expect(await verifyAll(db, { kept: head })).toMatchObject({ isWhole: true, problems: [] })
})

test('the end of the chain that was deleted shows without a kept head too, as long as the rows are there', async () => {
  const found = await tamper(
    db,
    (trx) => run(trx, sql`delete from audit_event where kind = 'task-state' and seq >= ${head.seq - 1}`),
    (seen) => verifyAll(seen),
  )
  expect(found.problems.map(({ kind }) => kind)).toContain('row-changed')
})

function placeOf({ seq, previous, task_seq, task_previous, chained_at }: AuditEvent) {
  return {
    seq: seq ?? 0,
    previous,
    task_seq: task_seq ?? 0,
    task_previous,
    chained_at: chained_at ?? new Date(0),
  }
}

async function lastEvents(trx: Trx): Promise<[AuditEvent, ...AuditEvent[]]> {
  const events = await readEventsOf(trx, scene.taskIds)
  const [last, ...others] = events.toReversed()
  if (!last) throw new Error('no events')
  return [last, ...others]
}

// Somebody who knows how the hashes are made, and has no key.
async function rewrite(trx: Trx, { untilEnd }: { untilEnd: boolean }): Promise<void> {
  const events = (await readEventsOf(trx, scene.taskIds)).toSorted((a, b) => (a.seq ?? 0) - (b.seq ?? 0))
  const changedAt = events.findIndex(({ kind }) => kind === 'file-asked' || kind === 'example-decided')
  const hashes = new Map<number, string>()
  const lastOfTask = new Map<string, string | null>()
  for (const [index, event] of events.entries()) {
    const isChanged = index === changedAt
    const told = isChanged ? { ...event, at: new Date(event.at.getTime() + 1000) } : event
    const isRewritten = isChanged || (untilEnd && index > changedAt)
    const digest = digestOf(told)
    const place = {
      ...placeOf(event),
      previous: isRewritten ? (hashes.get(index - 1) ?? event.previous) : event.previous,
      task_previous: isRewritten ? (lastOfTask.get(event.task_id) ?? null) : event.task_previous,
    }
    const hash = isRewritten ? placeHashOf(place, digest) : (event.hash ?? '')
    hashes.set(index, hash)
    lastOfTask.set(event.task_id, hash)
    if (isRewritten)
      await run(
        trx,
        sql`update audit_event set at = ${told.at}, digest = ${digest}, hash = ${hash}, previous = ${place.previous},
          task_previous = ${place.task_previous} where id = ${event.id}`,
      )
  }
}
