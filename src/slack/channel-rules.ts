import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { Db, Trx } from '../db/connect.ts'
import type { ChannelRuleTable } from '../db/slack-tables.ts'
import type { DocumentKind } from '../documents/document.ts'

export type RuleKind = DocumentKind | 'any'
export type RuleMode = 'ask' | 'start' | 'ignore'
export type SavedRule = Selectable<ChannelRuleTable>

/** What is done with a file: start the one analysis, offer it or whichever fit, or be silent. */
export interface ChannelRule {
  mode: RuleMode
  /** Null: whichever fit; never with `start`. */
  analysis: string | null
}

const defaultRule: ChannelRule = { mode: 'ask', analysis: null }

/** The rule for files of a kind in a channel: its own, else the one for any kind, else asking. Null is a kind that is not read. */
export async function ruleFor(
  db: Db,
  of: { teamId: string; channelId: string; kind: DocumentKind | null },
): Promise<ChannelRule> {
  const rules = await rulesOf(db, of)
  const rule = rules.find(({ kind }) => kind === of.kind) ?? rules.find(({ kind }) => kind === 'any')
  return rule ? { mode: rule.mode, analysis: rule.analysis } : defaultRule
}

/** All rules of a channel. */
export async function rulesOf(
  db: Db,
  { teamId, channelId }: { teamId: string; channelId: string },
): Promise<SavedRule[]> {
  return db
    .selectFrom('channel_rule')
    .selectAll()
    .where('team_id', '=', teamId)
    .where('channel_id', '=', channelId)
    .orderBy('kind')
    .execute()
}

export interface NewRule extends ChannelRule {
  teamId: string
  channelId: string
  kind: RuleKind
  updatedBy: string
}

/** Sets the channel's rule for each of the kinds; what it said before is replaced. */
export async function saveRules(trx: Trx, rules: NewRule[]): Promise<void> {
  for (const { teamId, channelId, kind, updatedBy, mode, analysis } of rules) {
    const said = { mode, analysis, updated_by: updatedBy, updated_at: new Date() }
    await trx
      .insertInto('channel_rule')
      .values({ id: randomUUID(), team_id: teamId, channel_id: channelId, kind, ...said })
      .onConflict((conflict) => conflict.constraint('channel_rule_unique').doUpdateSet(said))
      .execute()
  }
}

/** Takes a rule away; those of other teams stay. */
export async function deleteRule(trx: Trx, of: { teamId: string; ruleId: string }): Promise<void> {
  await trx.deleteFrom('channel_rule').where('id', '=', of.ruleId).where('team_id', '=', of.teamId).execute()
}

/** One rule of a team. */
export async function findRule(
  db: Db,
  of: { teamId: string; ruleId: string },
): Promise<SavedRule | undefined> {
  const ruleId = z.uuid().safeParse(of.ruleId)
  if (!ruleId.success) return undefined
  return db
    .selectFrom('channel_rule')
    .selectAll()
    .where('id', '=', ruleId.data)
    .where('team_id', '=', of.teamId)
    .executeTakeFirst()
}

/** All rules of a team, channel by channel. */
export async function rulesOfTeam(db: Db, teamId: string, limit: number): Promise<SavedRule[]> {
  return db
    .selectFrom('channel_rule')
    .selectAll()
    .where('team_id', '=', teamId)
    .orderBy('channel_id')
    .orderBy('kind')
    .limit(limit)
    .execute()
}
