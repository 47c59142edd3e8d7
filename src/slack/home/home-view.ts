import type { HomeView, KnownBlock } from '@slack/types'
import type { Standing } from '../../ballots/read-stats.ts'
import { bold, plain, richText, section, shorten } from '../blocks/rich-text.ts'
import { standingLines } from '../send-chart.ts'
import { ruleBlocks, type RuleLine } from '../rules/rule-blocks.ts'
import { taskBlocks } from './home-task-blocks.ts'
import type { HomeTask } from './home-tasks.ts'
import { voteBlocks, type HomeVote } from './home-votes.ts'
import { spentLine, type Spent } from './spent.ts'

/** All that stands in a person's Home tab. */
export interface HomeContent {
  commands: { command: string; title: string; description: string }[]
  open: HomeTask[]
  /** How many more run or wait than are listed. */
  moreOpen: number
  ended: HomeTask[]
  votes: HomeVote[]
  /** What wins the team's votes: the strongest first; nothing where people have not voted on what differs. */
  winners: Standing[]
  month: Spent
  /** Of everybody; null where the person may not see it. */
  teamMonth: Spent | null
  /** Null where the person may not edit any. */
  rules: { lines: RuleLine[]; more: number; canAdd: boolean } | null
}

// Slack takes 100 blocks in a Home tab. A task takes two at most and a rule one: these, with the headings, are below 95.
export const listed = { open: 12, votes: 5, waiting: 4, ended: 7, rules: 25, winners: 3 }

export const chartAction = 'send-chart'
const maxCommands = 20

/** The Home tab: what runs, what waits for the person, what ended, what it cost, the rules, and what can be asked. */
export function homeView(content: HomeContent): HomeView {
  const { open, ended } = content
  const isNew = open.length + ended.length + content.votes.length === 0
  const own = isNew ? [] : [...openSection(content), ...waitingSection(content), ...endedSection(ended)]
  const help = helpSection(content.commands)
  const blocks = [
    ...(isNew ? help : own),
    ...winnersSection(content.winners),
    ...monthSection(content),
    ...(content.rules ? rulesSection(content.rules) : []),
    ...(isNew ? [] : help),
  ]
  return { type: 'home', blocks }
}

function heading(text: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text } }
}

function sentence(text: string): KnownBlock {
  return richText(section(plain(text)))
}

function openSection({ open, moreOpen }: HomeContent): KnownBlock[] {
  if (open.length === 0)
    return [heading('Your analyses'), sentence('Nothing of yours is running or waiting.')]
  const blocks = open.slice(0, listed.open).flatMap(taskBlocks)
  const more = moreOpen + Math.max(0, open.length - listed.open)
  const rest = more > 0 ? [sentence(`and ${more} more: /paralegal lists them`)] : []
  return [heading('Your analyses'), ...blocks, ...rest]
}

function waitingSection({ ended, votes }: HomeContent): KnownBlock[] {
  const waiting = [...voteBlocks(votes.slice(0, listed.votes)), ...waitingFor(ended).flatMap(taskBlocks)]
  return waiting.length === 0 ? [] : [heading('Waiting for you'), ...waiting]
}

function waitingFor(ended: HomeTask[]): HomeTask[] {
  return ended.filter(({ canRetry }) => canRetry).slice(0, listed.waiting)
}

function endedSection(ended: HomeTask[]): KnownBlock[] {
  const waiting = waitingFor(ended)
  const rest = ended.filter((task) => !waiting.includes(task)).slice(0, listed.ended)
  return rest.length === 0 ? [] : [heading('Your latest'), ...rest.flatMap(taskBlocks)]
}

function winnersSection(winners: Standing[]): KnownBlock[] {
  if (winners.length === 0) return []
  const text = { type: 'plain_text' as const, text: 'Send me the chart' }
  return [
    heading('What wins your votes'),
    richText(section(...standingLines(winners, listed.winners))),
    { type: 'actions', elements: [{ type: 'button', action_id: chartAction, text, value: 'chart' }] },
  ]
}

function monthSection({ month, teamMonth }: HomeContent): KnownBlock[] {
  if (month.analyses === 0 && month.usd === 0 && !teamMonth?.analyses) return []
  const own = [bold('You: '), plain(spentLine(month))]
  const team = teamMonth === null ? [] : [bold('\nEverybody: '), plain(spentLine(teamMonth))]
  return [heading('This month'), richText(section(...own, ...team))]
}

function rulesSection({ lines, more, canAdd }: NonNullable<HomeContent['rules']>): KnownBlock[] {
  const said = sentence(
    'What I do with a file that is shared in a channel where I am. Without a rule I ask in its thread.',
  )
  const rest = more > 0 ? [sentence(`and ${more} more: /paralegal rules in a channel shows its own`)] : []
  const blocks = ruleBlocks(lines.slice(0, listed.rules), { canAdd, channelId: null })
  return [heading('Channel rules'), said, ...blocks, ...rest]
}

function helpSection(commands: HomeContent['commands']): KnownBlock[] {
  const items = commands
    .slice(0, maxCommands)
    .map(({ command, title, description }) =>
      section(
        { type: 'text', text: command, style: { code: true } },
        plain(' '),
        bold(shorten(title, 75)),
        plain(`: ${shorten(description, 300)}`),
      ),
    )
  const own = section(
    { type: 'text', text: '/paralegal', style: { code: true } },
    plain(' your analyses that run or wait, and how to stop them; rules and settings of a channel; stats'),
  )
  return [
    heading('What I can do'),
    sentence(
      'I read contracts and other documents and point out what matters, each point with a quote that was checked against its page. ' +
        'Drop a PDF, Word (.docx) or plain text file into a channel where I am, or here under Messages, and choose what to ask. Or begin with a command:',
    ),
    richText({ type: 'rich_text_list', style: 'bullet', elements: [...items, own] }),
  ]
}
