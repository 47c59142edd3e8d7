import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { sql } from 'kysely'
import { withPrompts } from '../llm/logged-prompts.ts'
import { filterCalls, type CallFilters } from './call-filters.ts'
import { withoutValues } from './log-redacted.ts'
import { openDatabase } from './open-database.ts'

const pageSize = 200

// PostgreSQL's clock is finer than JavaScript's.
const exactTime = sql<string>`created_at::text`.as('time')

/** Writes the calls that are meant as JSON lines, oldest first, with all that the log has of them. */
export async function exportCalls({
  out,
  redacted,
  ...filters
}: CallFilters & { out?: string; redacted?: true }): Promise<void> {
  await using opened = await openDatabase()
  const { db } = opened
  const target = out === undefined ? process.stdout : createWriteStream(out)
  let last = { time: '-infinity', id: '00000000-0000-0000-0000-000000000000' }
  let written = 0
  let withheld = 0
  for (;;) {
    const query = await filterCalls(db, db.selectFrom('prompt_log').selectAll().select(exactTime), filters)
    const page = await query
      .where(sql<boolean>`(created_at, id) > (${last.time}::timestamptz, ${last.id}::uuid)`)
      .orderBy('created_at')
      .orderBy('id')
      .limit(pageSize)
      .execute()
    for (const { time: _, ...call } of await withPrompts(db, page)) {
      const shared = redacted ? await withoutValues(db, call) : call
      if (shared === null) withheld += 1
      else {
        written += 1
        if (!target.write(`${JSON.stringify(shared)}\n`)) await once(target, 'drain')
      }
    }
    const end = page.at(-1)
    if (!end || page.length < pageSize) break
    last = end
  }
  if (withheld > 0) console.error(`${withheld} left out: they were asked without redaction`)
  if (target === process.stdout) return
  target.end()
  await once(target, 'close')
  console.error(`${written} ${written === 1 ? 'call' : 'calls'} in ${out}`)
}
