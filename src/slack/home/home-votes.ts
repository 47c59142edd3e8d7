import { sql } from 'kysely'
import type { KnownBlock } from '@slack/types'
import type { WebClient } from '@slack/web-api'
import type { Db } from '../../db/connect.ts'
import type { Library } from '../../prompts/library.ts'
import { plain, richText, section, shorten } from '../blocks/rich-text.ts'
import { coveredName, coveredTasks } from '../cover-names.ts'
import type { Person } from './home-tasks.ts'
import type { Permalinks } from './permalinks.ts'

/** An open vote that somebody may close. */
export interface HomeVote {
  title: string
  fileName: string
  drafts: number
  hasVoted: boolean
  url: string | null
}

/** The open votes on what a person asked for, and in channels where they approve; the oldest first. */
export async function openVotesOf(
  deps: { db: Db; client: WebClient; library: Library; permalinks: Permalinks },
  { teamId, userId }: Person,
  limit: number,
): Promise<HomeVote[]> {
  const rows = await deps.db
    .selectFrom('ballot')
    .innerJoin('task', 'task.id', 'ballot.task_id')
    .leftJoin('channel_setting', (join) =>
      join
        .onRef('channel_setting.team_id', '=', 'task.team_id')
        .onRef('channel_setting.channel_id', '=', 'task.channel_id'),
    )
    .select((select) => [
      'task.id',
      'task.analysis',
      'task.file_name',
      select
        .selectFrom('ballot_option')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .whereRef('ballot_option.ballot_id', '=', 'ballot.id')
        .as('drafts'),
      select
        .exists(
          select
            .selectFrom('vote')
            .select('vote.label')
            .whereRef('vote.ballot_id', '=', 'ballot.id')
            .where('vote.person', '=', userId)
            .where('vote.is_on', '=', true),
        )
        .as('has_voted'),
    ])
    .where('ballot.team_id', '=', teamId)
    .where('ballot.state', '=', 'open')
    .where((where) =>
      where.or([
        where('task.requested_by', '=', userId),
        sql<boolean>`channel_setting.approvers ? ${userId}`,
      ]),
    )
    .orderBy('ballot.opened_at')
    .limit(limit)
    .execute()
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const urls = await deps.permalinks.ofTasks(ids)
  const covered = await coveredTasks(deps, { userId }, ids)
  return rows.map((row) => ({
    title: deps.library.find(row.analysis)?.title ?? row.analysis,
    fileName: covered.has(row.id) ? coveredName : row.file_name,
    drafts: Number(row.drafts),
    hasVoted: Boolean(row.has_voted),
    url: urls.get(row.id) ?? null,
  }))
}

/** A line for each. */
export function voteBlocks(votes: HomeVote[]): KnownBlock[] {
  return votes.map((vote) => {
    const name = `${vote.title} of ${shorten(vote.fileName, 100)}`
    const label = vote.url === null ? plain(name) : { type: 'link' as const, url: vote.url, text: name }
    const said = vote.hasVoted
      ? 'you have voted; you can close the vote'
      : 'vote for the best, then close the vote'
    return richText(section(label, plain(`: ${vote.drafts} drafts, ${said}`)))
  })
}
