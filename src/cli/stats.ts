import { writeFile } from 'node:fs/promises'
import { chartOf } from '../ballots/chart.ts'
import type { Estimate } from '../ballots/bradley-terry.ts'
import { readStats, type Standing, type Stats } from '../ballots/read-stats.ts'
import { AppError } from '../errors.ts'
import { openDatabase } from './open-database.ts'
import { printable } from './print-task.ts'

interface StatsOptions {
  analysis?: string
  days?: string
  json?: true
  chart?: string
}

/** Prints what wins where people vote; as a picture too, where a file is named. */
export async function showStats(options: StatsOptions): Promise<void> {
  const since = sinceOf(options.days)
  await using opened = await openDatabase()
  const stats = await readStats(opened.db, { teamId: null, analysis: options.analysis ?? null, since })
  if (options.chart !== undefined) {
    await writeFile(options.chart, await chartOf(stats))
    console.error(`${options.chart} is written.`)
  }
  console.log(options.json ? JSON.stringify(stats, null, 2) : textOf(stats).map(printable).join('\n'))
}

function sinceOf(days: string | undefined): Date | null {
  if (days === undefined) return null
  const number = Number(days)
  if (number > 0 && number < 100_000) return new Date(Date.now() - number * 86_400_000)
  throw new AppError('usage', `days: ${days}`, {
    userMessage: '--days takes a number of days, for example 30.',
  })
}

function textOf(stats: Stats): string[] {
  const { closed, byPeople, byAgreement, byJudge } = stats.ballots
  if (closed === 0)
    return ['No vote is closed yet. Ask for several answers, and people vote for the best draft in Slack.']
  const { agreement, cost } = stats
  return [
    `${closed} ${closed === 1 ? 'vote' : 'votes'} closed: ${byPeople} decided by people, ${byAgreement} by agreement, ${byJudge} by the judge`,
    ...tableOf('Models', stats.models),
    ...tableOf('Prompt versions', stats.versions),
    '',
    ...(agreement === null
      ? []
      : [
          `Agreement: ${agreement.inAll} of ${agreement.findings} findings (${percent(agreement.share)}) are in all answers`,
        ]),
    ...stats.judge.map(
      ({ analysis, ballots, agreed, undecided, kappa }) =>
        `Judge of ${analysis}: agreed with people in ${agreed} of ${ballots}, saw no winner in ${undecided}; kappa ${kappa ? figures(kappa) : '—'}`,
    ),
    cost.perAccepted === null
      ? 'Cost per accepted result: unknown (a price is missing: paralegal prices)'
      : `Cost per accepted result: $${cost.perAccepted.toFixed(4)}`,
  ]
}

function tableOf(title: string, standings: Standing[]): string[] {
  if (standings.length === 0) return ['', `${title}: nothing that differed has been voted on yet`]
  const width = Math.max(...standings.map(({ name }) => name.length))
  return [
    '',
    title,
    ...standings.map(
      ({ name, ballots, wins, winRate, strength }) =>
        `  ${name.padEnd(width)}  won ${wins} of ${ballots} (${percent(winRate.value)}, ${percent(winRate.low)} – ${percent(winRate.high)})  preferred to an average one: ${percent(strength.value)} (${percent(strength.low)} – ${percent(strength.high)})`,
    ),
  ]
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

function figures({ value, low, high }: Estimate): string {
  return `${value.toFixed(2)} (${low.toFixed(2)} – ${high.toFixed(2)})`
}
