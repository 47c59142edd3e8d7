import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readEventsOf, type AuditEvent } from '../../src/audit/read-events.ts'
import type { Db } from '../../src/db/connect.ts'
import { openAuditScene, tamper, verifyAll, type AuditScene } from '../support/audit-scene.ts'

let scene: AuditScene
let db: Db
let events: AuditEvent[]

beforeAll(async () => {
  scene = await openAuditScene()
  db = scene.app.engine.db
  events = await readEventsOf(db, scene.taskIds)
})
afterAll(async () => scene[Symbol.asyncDispose]())

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** Every place in a value that holds no further ones. */
function leaves(value: Json, path: string[] = []): string[][] {
  if (value === null || typeof value !== 'object' || Object.keys(value).length === 0) return [path]
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]))
}

function valueAt(value: Json, [name, ...path]: string[]): Json {
  return name === undefined ? value : valueAt((value as { [name: string]: Json })[name] ?? null, path)
}

const texts = ['kind', 'actor', 'previous', 'task_previous', 'digest', 'hash']

test('whatever single thing of whatever event is changed, it is found', async () => {
  const change = fc.record({
    event: fc.nat(),
    place: fc.nat(),
    json: fc.jsonValue({ maxDepth: 1 }),
    text: fc.string({ minLength: 1, maxLength: 70 }).filter((text) => !text.includes('\0')),
    numbers: fc.integer({ min: 1, max: 1_000_000 }),
  })
  const property = fc.asyncProperty(change, async ({ event: at, place: where, json, text, numbers }) => {
    const event = events[at % events.length]
    if (!event) return
    const payload = event.payload as { [name: string]: Json }
    const paths = leaves(payload)
    const places = [...texts, 'at', 'chained_at', 'seq', 'task_seq', 'task_id', 'id', ...paths]
    const place = places[where % places.length] ?? 'kind'
    const set =
      typeof place !== 'string'
        ? sql`payload = jsonb_set(payload, ${sql.val(place)}, ${JSON.stringify(json)}::jsonb)`
        : texts.includes(place)
          ? sql`${sql.ref(place)} = ${text}`
          : place === 'task_id'
            ? sql`task_id = gen_random_uuid()`
            : place === 'at' || place === 'chained_at'
              ? sql`${sql.ref(place)} = ${sql.ref(place)} + ${numbers} * interval '1 millisecond'`
              : sql`${sql.ref(place)} = ${sql.ref(place)} + ${numbers} + 1000`
    // What is the same afterwards was not changed; JSON knows no minus zero.
    const isSame =
      typeof place !== 'string' && JSON.stringify(valueAt(payload, place)) === JSON.stringify(json)
    fc.pre(!isSame && !JSON.stringify(json).includes('\\u0000'))
    const found = await tamper(
      db,
      async (trx) => {
        if (place === 'id') await sql`alter table audit_event alter column id drop identity`.execute(trx)
        await sql`update audit_event set ${set} where id = ${event.id}`.execute(trx)
      },
      (seen) => verifyAll(seen),
    )
    expect(found.isWhole).toBe(false)
  })
  await fc.assert(property, { numRuns: 150 })
}, 240_000)

/** What is on record of each table, by its columns. */
const recorded: Record<string, string[]> = {
  task: [
    'state analysis variables file_name dedupe_key source_file_id document_id requested_by team_id channel_id',
    'thread_ts origin_channel_id cancelled_by prompt_version prompt_hash model model_chosen lane batch variations',
    'redact estimate_usd error_code created_at started_at finished_at audit_salt',
  ],
  subtask: [
    'name title kind variation run section_start section_end state answer not_found error_code finished_at',
  ],
  finding: [
    'position title severity explanation recommendation quote mark page quote_start quote_end source_quote',
  ],
  generation: [
    'subtask_id requested_by attempt purpose state provider model_requested model_answered parameters template',
    'prompt_version prompt_hash git_commit parts answer parsed input_tokens output_tokens cache_read_tokens',
    'cache_write_tokens reasoning_tokens cost_usd price_id finish_reason provider_request_id waited_ms',
    'redacted ms_to_first_token ms error_code error created_at',
  ],
  variation: ['number variant model effort'],
  ballot: [
    'state emoji opened_at closes_at stopped_at closed_at closed_by reason decided_by winner tally judged_at',
    'judge_winner judge_says',
  ],
  ballot_option: ['label variation'],
  vote: ['label person is_on event_ts'],
  vote_event: ['label person is_on event_ts source counted received_at'],
  finding_decision: ['finding_id severity decided_by decided_at'],
  example: [
    'state ideal_output expectations proposed_by needs_approval proposed_at decided_by decided_at case_id',
  ],
  post: ['kind channel_id ts content_hash file_id'],
  document: ['sha256 byte_size bytes kind text pages'],
  prompt_part: ['text'],
  prompt_version: ['files git_commit'],
}
const columns = Object.entries(recorded).flatMap(([table, names]) =>
  names.flatMap((line) => line.split(' ')).map((name) => ({ table, name })),
)

// Another value of the column's type, whatever is there now.
function changed(name: string, type: string) {
  const column = sql.ref(name)
  switch (type) {
    case 'boolean':
      return sql`not ${column}`
    case 'integer':
    case 'numeric':
      return sql`coalesce(${column}, 0) + 1`
    case 'uuid':
      return sql`gen_random_uuid()`
    case 'timestamp with time zone':
      return sql`coalesce(${column}, now()) + interval '1 microsecond'`
    case 'jsonb':
      return sql`jsonb_build_object('was', ${column})`
    case 'bytea':
      return sql`${column} || '\\x00'::bytea`
    default:
      return sql`coalesce(${column}, '') || 'x'`
  }
}

test.each(columns)('$table, $name: its change is found', async ({ table, name }) => {
  const { rows } = await sql<{ data_type: string }>`
    select data_type from information_schema.columns
    where table_schema = 'public' and table_name = ${table} and column_name = ${name}
  `.execute(db)
  const type = rows[0]?.data_type ?? 'none'
  expect(type).not.toBe('none')
  const found = await tamper(
    db,
    async (trx) => {
      // Whoever owns the database is not held back by its rules either.
      await sql`do $$ declare each record; begin
        for each in select conrelid::regclass as of, conname from pg_constraint
          where contype in ('c', 'u', 'p', 'f') and connamespace = 'public'::regnamespace and conrelid = ${sql.lit(table)}::regclass
        loop execute format('alter table %s drop constraint %I cascade', each.of, each.conname); end loop;
      end $$`.execute(trx)
      const { numAffectedRows } = await sql`
        update ${sql.table(table)} set ${sql.ref(name)} = ${changed(name, type)}
        where ctid = (select min(ctid) from ${sql.table(table)})
      `.execute(trx)
      expect(numAffectedRows).toBe(1n)
    },
    (seen) => verifyAll(seen),
  )
  expect(found.isWhole).toBe(false)
})
