import type { DecidedBy } from '../db/ballot-tables.ts'

export interface Vote {
  label: string
  person: string
}

export interface Decision {
  label: string
  decidedBy: DecidedBy
}

/**
 * Which draft is the result. Most votes win. Of equals the one that the person who asked voted for wins, then the one that
 * the person who closed voted for, where it is one of them alone; else, and where nobody voted, the answers' agreement
 * decides.
 */
export function decide(of: {
  labels: string[]
  votes: Vote[]
  requestedBy: string
  closedBy: string | null
  /** The one of these that most agrees with all the others. */
  mostAgreed: (labels: string[]) => string
}): Decision {
  const tally = tallyOf(of.labels, of.votes)
  const most = Math.max(...Object.values(tally))
  const leading = of.labels.filter((label) => tally[label] === most)
  const [first, ...others] = leading
  if (most === 0 || first === undefined) return { label: of.mostAgreed(of.labels), decidedBy: 'agreement' }
  if (others.length === 0) return { label: first, decidedBy: 'votes' }
  for (const person of [of.requestedBy, of.closedBy]) {
    const own = leading.filter((label) =>
      of.votes.some((vote) => vote.label === label && vote.person === person),
    )
    const [only] = own
    if (only !== undefined && own.length === 1) return { label: only, decidedBy: 'tie-break' }
  }
  return { label: of.mostAgreed(leading), decidedBy: 'agreement' }
}

/** Votes by label: each person's vote for a draft once, however often it was told. */
export function tallyOf(labels: string[], votes: Vote[]): Record<string, number> {
  return Object.fromEntries(
    labels.map((label) => [
      label,
      new Set(votes.filter((vote) => vote.label === label).map(({ person }) => person)).size,
    ]),
  )
}
