import type { WebClient } from '@slack/web-api'
import type { Db } from '../db/connect.ts'
import { isMember } from './access.ts'

/** What stands in place of a file's name that somebody may not read any more. */
export const coveredName = 'a document of a confidential channel'

/** Which of a person's tasks are of a confidential channel that they are no member of: what those are about is not theirs to see. */
export async function coveredTasks(
  deps: { db: Db; client: WebClient },
  { userId }: { userId: string },
  taskIds: string[],
): Promise<Set<string>> {
  if (taskIds.length === 0) return new Set()
  const rows = await deps.db
    .selectFrom('task')
    .innerJoin('channel_setting', (join) =>
      join
        .onRef('channel_setting.team_id', '=', 'task.team_id')
        .on((on) =>
          on.or([
            on('channel_setting.channel_id', '=', on.ref('task.channel_id')),
            on('channel_setting.channel_id', '=', on.ref('task.origin_channel_id')),
          ]),
        ),
    )
    .select(['task.id', 'channel_setting.channel_id'])
    .where('task.id', 'in', taskIds)
    .where('channel_setting.confidential', '=', true)
    .execute()
  const covered = new Set<string>()
  for (const { id, channel_id: channelId } of rows) {
    // Who cannot be looked up is no member.
    const isIn = await isMember(deps.client, { userId, channelId }).catch(() => false)
    if (!isIn) covered.add(id)
  }
  return covered
}
