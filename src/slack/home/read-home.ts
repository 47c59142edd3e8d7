import type { WebClient } from '@slack/web-api'
import { readWinners } from '../../ballots/read-stats.ts'
import type { Db } from '../../db/connect.ts'
import type { Library } from '../../prompts/library.ts'
import { isAdmin } from '../admins.ts'
import { rulesOfTeam, type SavedRule } from '../channel-rules.ts'
import { mayEditRules } from '../rules/may-edit-rules.ts'
import { ruleLine } from '../rules/rule-blocks.ts'
import { countOpenTasks, endedTasksOf, openTasksOf, type Person } from './home-tasks.ts'
import { openVotesOf } from './home-votes.ts'
import { listed, type HomeContent } from './home-view.ts'
import type { Permalinks } from './permalinks.ts'
import { spentThisMonth } from './spent.ts'

interface Deps {
  db: Db
  client: WebClient
  library: Library
  admins: string[]
  permalinks: Permalinks
}

/** More rules than this are not looked through. */
const readRules = 500

/** What a person's Home tab shows: their own tasks, and what of the team's they may see. */
export async function readHome(deps: Deps, person: Person): Promise<HomeContent> {
  const { db, library } = deps
  const { teamId, userId } = person
  const open = await openTasksOf(deps, person, listed.open)
  const ended = await endedTasksOf(deps, person, listed.ended + listed.waiting)
  const admin = await isAdmin(deps, userId)
  return {
    commands: library.offered.map(({ command, title, description }) => ({ command, title, description })),
    open,
    moreOpen: Math.max(0, (await countOpenTasks(db, person)) - open.length),
    ended,
    winners: await readWinners(db, { teamId, analysis: null, since: null }),
    votes: await openVotesOf(deps, person, listed.votes),
    month: await spentThisMonth(db, { teamId, userId }),
    teamMonth: admin ? await spentThisMonth(db, { teamId, userId: null }) : null,
    rules: await rulesFor(deps, person, admin),
  }
}

async function rulesFor(deps: Deps, person: Person, admin: boolean): Promise<HomeContent['rules']> {
  const all = await rulesOfTeam(deps.db, person.teamId, readRules)
  const rules = admin ? all : await ofOwnChannels(deps, person, all)
  if (!admin && rules.length === 0) return null
  const lines = rules.slice(0, listed.rules).map((rule) => ruleLine(rule, deps.library))
  return { lines, more: rules.length - lines.length, canAdd: admin }
}

async function ofOwnChannels(deps: Deps, { userId }: Person, rules: SavedRule[]): Promise<SavedRule[]> {
  const own: string[] = []
  for (const channelId of new Set(rules.map(({ channel_id: id }) => id)))
    if (await mayEditRules(deps, { userId, channelId })) own.push(channelId)
  return rules.filter(({ channel_id: id }) => own.includes(id))
}
