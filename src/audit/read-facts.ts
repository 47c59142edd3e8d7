import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { factsOf } from './facts.ts'
import type { Subject } from './kinds.ts'
import { readHashes } from './read-hashes.ts'

export interface RowFacts {
  taskId: string
  /** The name that the row is known by. */
  key: string
  facts: Record<string, unknown>
}

/** What is to be said of the rows of some tasks now. */
export async function readFacts(db: Db, subject: Subject, taskIds: string[]): Promise<RowFacts[]> {
  const { table, join, facts } = factsOf[subject]
  const { rows } = await sql<{ task_id: string; facts: RowFacts['facts'] }>`
    select task.id as task_id, ${facts} as facts from ${sql.table(table)} as subject ${join}
    where task.id in (${sql.join(taskIds)})
  `.execute(db)
  const hashes = await readHashes(db, subject, { taskIds })
  return rows.map(({ task_id: taskId, facts: now }) => {
    const key = String(now['id'])
    return { taskId, key, facts: { ...now, ...hashes.get(key) } }
  })
}
