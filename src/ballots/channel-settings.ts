import type { Db, Trx } from '../db/connect.ts'
import type { RedactGroup } from '../redact-groups.ts'

/** What holds for all that happens in a channel. */
export interface ChannelSettings {
  /** Slack user ids. */
  approvers: string[]
  /** Whether texts from there may leave the log: as examples, and in exports. */
  mayExport: boolean
  /** What is kept from models, besides what the operator wants. */
  redact: RedactGroup[]
  /** Nothing leaves it, only members from the company are heard in it, and models are shown no names. */
  isConfidential: boolean
}

interface Place {
  teamId: string
  channelId: string
}

/** Those of a channel; nobody and no where none were made. */
export async function settingsOf(db: Db | Trx, { teamId, channelId }: Place): Promise<ChannelSettings> {
  const row = await db
    .selectFrom('channel_setting')
    .select(['approvers', 'may_export', 'redact', 'confidential'])
    .where('team_id', '=', teamId)
    .where('channel_id', '=', channelId)
    .executeTakeFirst()
  const isConfidential = row?.confidential ?? false
  return {
    approvers: row?.approvers ?? [],
    mayExport: !isConfidential && (row?.may_export ?? false),
    redact: row?.redact ?? [],
    isConfidential,
  }
}

export async function saveSettings(
  db: Db,
  place: Place & { by: string },
  { approvers, mayExport, redact, isConfidential }: ChannelSettings,
): Promise<void> {
  const said = {
    approvers: JSON.stringify(approvers),
    may_export: mayExport && !isConfidential,
    redact: JSON.stringify(redact),
    confidential: isConfidential,
    updated_by: place.by,
    updated_at: new Date(),
  }
  await db
    .insertInto('channel_setting')
    .values({ team_id: place.teamId, channel_id: place.channelId, ...said })
    .onConflict((conflict) => conflict.columns(['team_id', 'channel_id']).doUpdateSet(said))
    .execute()
}
