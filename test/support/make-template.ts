import { connect } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { defaultAnthropicModel } from '../../src/llm/anthropic.ts'
import type { Logger } from '../../src/log.ts'
import { openQueue } from '../../src/queue/queue.ts'

/**
 * Makes an empty database one that only needs to be copied: tables, queues, and the news that the fake provider has no
 * limits, since the first call would go alone to find that out.
 */
export async function makeTemplate(databaseUrl: string, log: Logger): Promise<void> {
  const db = connect(databaseUrl)
  await migrate(db)
  await db
    .insertInto('rate_limit')
    .values({
      model_group: `anthropic/${defaultAnthropicModel}`,
      is_known: true,
      pauses: 0,
      waiting_priority: 0,
      refilled_at: new Date(),
    })
    .execute()
  await db.destroy()
  const queue = await openQueue({ databaseUrl, log })
  await queue[Symbol.asyncDispose]()
}
