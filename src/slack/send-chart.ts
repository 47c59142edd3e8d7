import type { KnownBlock, RichTextElement } from '@slack/types'
import { readStats, type Standing, type Stats } from '../ballots/read-stats.ts'
import type { JobPayload } from '../queue/jobs.ts'
import { bold, note, plain, richText, section, shorten } from './blocks/rich-text.ts'
import { deliverFile } from './deliver-file.ts'
import { deliver, type OutboxDeps } from './outbox.ts'
import { toAppError } from './slack-errors.ts'

const shownRows = 5

/** What wins the team's votes, in words and as a picture, to one person. */
export async function sendChart(
  deps: OutboxDeps,
  { teamId, userId, requestId }: JobPayload<'send-chart'>,
): Promise<void> {
  const stats = await readStats(deps.db, { teamId, analysis: null, since: null })
  try {
    const blocks = statsBlocks(stats)
    const message = { ownerId: requestId, kind: 'stats', channelId: userId, threadTs: null, blocks }
    // A message to a person's id is a direct message.
    const { channelId, ts } = await deliver(deps, message)
    if (stats.ballots.closed === 0) return
    const file = {
      name: 'what-wins.png',
      title: 'What wins the votes',
      text: wordsOf(stats),
      // Loaded with the first picture, not with the start.
      bytes: await (await import('../ballots/chart.ts')).chartOf(stats),
    }
    await deliverFile(deps, { ownerId: requestId, kind: 'chart', channelId, threadTs: ts, file })
  } catch (error) {
    throw toAppError(error)
  }
}

/** The strongest in a line each. */
export function standingLines(standings: Standing[], limit: number): RichTextElement[] {
  return standings
    .slice(0, limit)
    .flatMap(({ name, wins, ballots, strength }, index) => [
      plain(index === 0 ? '' : '\n'),
      bold(shorten(name, 80)),
      plain(
        `: won ${wins} of ${ballots}; preferred to an average one ${percent(strength.value)} of the time (${percent(strength.low)} to ${percent(strength.high)})`,
      ),
    ])
}

function statsBlocks(stats: Stats): KnownBlock[] {
  const { closed, byPeople } = stats.ballots
  if (closed === 0)
    return [
      richText(
        section(
          plain(
            'No vote is closed yet. Ask for several answers to a document, and vote for the best draft in its thread.',
          ),
        ),
      ),
    ]
  const counted = `${closed} ${closed === 1 ? 'vote' : 'votes'} closed, ${byPeople} decided by people.`
  const differing = [...labelled('Models', stats.models), ...labelled('Prompt versions', stats.versions)]
  const paid = !stats.cost.perAccepted
    ? []
    : [note(`$${stats.cost.perAccepted.toFixed(4)} per accepted result`)]
  return [richText(section(bold('What wins the votes: '), plain(counted)), ...differing), ...paid]
}

function labelled(title: string, standings: Standing[]) {
  return standings.length === 0
    ? []
    : [section(plain(`\n${title}\n`), ...standingLines(standings, shownRows))]
}

// For who cannot see the picture.
function wordsOf({ models, versions }: Stats): string {
  return [...models, ...versions]
    .map(
      ({ name, wins, ballots, strength }) => `${name}: won ${wins} of ${ballots}, ${percent(strength.value)}`,
    )
    .join('; ')
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
