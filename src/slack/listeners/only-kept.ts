import type { App, BlockAction } from '@slack/bolt'
import { z } from 'zod'
import type { Db } from '../../db/connect.ts'
import { findRemoved, removedText } from '../../tasks/removed.ts'

const Pressed = z.object({ value: z.string().nullish() })
const taskId = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Stands before all buttons: of a task that was removed there is nothing to do, and whoever presses learns what became of it. */
export function letOnlyKeptOn(app: App, { db }: { db: Db }): void {
  app.action<BlockAction>(/.*/, async ({ ack, action, body, respond, next }) => {
    const { value } = Pressed.catch({ value: null }).parse(action)
    const ids = value?.match(taskId) ?? []
    const text = ids.length === 0 ? null : await removalOf(db, { ids, teamId: body.team?.id ?? '' })
    if (text === null) return next()
    await ack()
    await respond({ response_type: 'ephemeral', replace_original: false, text })
  })
}

async function removalOf(db: Db, of: { ids: string[]; teamId: string }): Promise<string | null> {
  const task = await db
    .selectFrom('task')
    .leftJoin('document', 'document.id', 'task.document_id')
    .select(['answers_removed_at', 'prompts_removed_at', 'task.removal_id', 'document.removed_at'])
    .where('task.id', 'in', of.ids)
    .where('task.team_id', '=', of.teamId)
    .where('answers_removed_at', 'is not', null)
    .executeTakeFirst()
  if (!task) return null
  const removed = await findRemoved(db, {
    answersAt: task.answers_removed_at,
    promptsAt: task.prompts_removed_at,
    documentAt: task.removed_at,
    removalId: task.removal_id,
  })
  return removed && removedText(removed)
}
