import type { Db, Trx } from '../db/connect.ts'

/** What holds for all that happens in a channel. */
export interface ChannelSettings {
  /** Slack user ids. */
  approvers: string[]
  /** Whether texts from there may leave the log: as examples, and in exports. */
  mayExport: boolean
}

interface Place {
  teamId: string
  channelId: string
}

/** Those of a channel; nobody and no where none were made. */
export async function settingsOf(db: Db | Trx, { teamId, channelId }: Place): Promise<ChannelSettings> {
  const row = await db
    .selectFrom('channel_setting')
    .select(['approvers', 'may_export'])
    .where('team_id', '=', teamId)
    .where('channel_id', '=', channelId)
    .executeTakeFirst()
  return { approvers: row?.approvers ?? [], mayExport: row?.may_export ?? false }
}

export async function saveSettings(
  db: Db,
  place: Place & { by: string },
  { approvers, mayExport }: ChannelSettings,
): Promise<void> {
  const said = {
    approvers: JSON.stringify(approvers),
    may_export: mayExport,
    updated_by: place.by,
    updated_at: new Date(),
  }
  await db
    .insertInto('channel_setting')
    .values({ team_id: place.teamId, channel_id: place.channelId, ...said })
    .onConflict((conflict) => conflict.columns(['team_id', 'channel_id']).doUpdateSet(said))
    .execute()
}
