import type { WebClient } from '@slack/web-api'
import type { Db } from '../db/connect.ts'
import type { Library } from '../prompts/library.ts'
import type { Enqueue } from '../queue/jobs.ts'
import { cancelTask } from '../tasks/cancel-task.ts'
import { openStates } from '../tasks/task-state.ts'
import { viewTask } from '../tasks/task-view.ts'
import { planTitle } from './blocks/plan.ts'
import { commandLines } from './blocks/help.ts'
import { escapeText, shorten } from './blocks/rich-text.ts'
import { coveredName, coveredTasks } from './cover-names.ts'

/** More than this nobody reads in a list. */
const listedAtMost = 20

interface Deps {
  db: Db
  enqueue: Enqueue
  library: Library
  client: WebClient
}

export interface Asked {
  /** What stands after the command: `status`, `cancel`, `cancel all`, `cancel 1a2b3c4d`. */
  text: string
  userId: string
  teamId: string
}

/** What `/paralegal …` does and says about the tasks of the person who types it; nobody else's. */
export async function answerParalegalCommand(deps: Deps, asked: Asked): Promise<string> {
  const [verb = '', which = ''] = asked.text.trim().toLowerCase().split(/\s+/)
  if (verb !== '' && verb !== 'status' && verb !== 'cancel') return helpOf(deps.library)
  const open = await findOpenTasks(deps, asked)
  if (open.length === 0) return 'Nothing of yours is running or waiting.'
  if (verb !== 'cancel') return list(deps, open)
  const meant = which === 'all' ? open : open.filter(({ id }) => id.startsWith(which))
  if (meant.length === 0)
    return `None of your analyses begins with \`${escapeText(which)}\`.\n${await list(deps, open)}`
  if (meant.length > 1 && which !== 'all')
    return `Which one? \`/paralegal cancel\` with its letters, or \`/paralegal cancel all\`.\n${await list(deps, meant)}`
  const cancelled: string[] = []
  for (const { id, file_name } of meant)
    if (await cancelTask(deps, id, asked.userId)) cancelled.push(file_name)
  if (cancelled.length === 0) return 'It had ended before.'
  return shorten(`Cancelled: ${cancelled.map(escapeText).join(', ')}.`, 3000)
}

const helpOf = (library: Library) =>
  [
    '`/paralegal` or `/paralegal status`: your analyses that run or wait',
    '`/paralegal cancel`: stops the one that runs; `cancel all` stops all of yours, `cancel` and its letters one of them',
    '`/paralegal rules`: what I do with files that are shared in this channel',
    '`/paralegal settings`: who approves in this channel, and whether its texts may leave the log',
    '`/paralegal audit` and the letters of a task: what is on record of it, as a document',
    '`/paralegal stats`: what wins where you vote on drafts',
    '`/paralegal forget`: has documents, answers and prompts removed for good',
    '`/paralegal hold`: for admins, what must not be removed; `hold list`, `hold release` and its letters',
    ...commandLines(library),
  ].join('\n')

async function findOpenTasks(deps: Deps, asked: Asked) {
  const tasks = await deps.db
    .selectFrom('task')
    .select(['id', 'file_name'])
    .where('requested_by', '=', asked.userId)
    .where('team_id', '=', asked.teamId)
    .where('state', 'in', openStates)
    .orderBy('created_at')
    .execute()
  const covered = await coveredTasks(
    deps,
    asked,
    tasks.map(({ id }) => id),
  )
  return tasks.map((task) => (covered.has(task.id) ? { ...task, file_name: coveredName } : task))
}

async function list(deps: Deps, tasks: { id: string; file_name: string }[]): Promise<string> {
  const listed = tasks.slice(0, listedAtMost)
  const views = await Promise.all(
    listed.map(async ({ id, file_name: fileName }) => ({ ...(await viewTask(deps, id)), fileName })),
  )
  const lines = views.map((view) => `• ${escapeText(planTitle(view))} (\`${view.id.slice(0, 8)}\`)`)
  const more = tasks.length - listed.length
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n')
}
