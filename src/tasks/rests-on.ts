import type { TaskView } from './task-view.ts'
import { countAnswers } from './variation-views.ts'

const numbers = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']

/** Words, and the people among them by their Slack ids. */
export type Piece = string | { by: string }

type Resting = Pick<TaskView, 'variations' | 'variationList' | 'findings'>

/**
 * "Rests on 3 answers: 9 findings are in all of them, 4 in two, 2 in one; 1 disagreement, settled by @ada." Nothing
 * where one answer was asked for. It names no model: people vote without knowing them.
 */
export function restsOn(view: Resting): Piece[] {
  if (view.variations === 1) return []
  const answers = countAnswers(view)
  const [first, ...more] = sharesOf(view.findings, answers)
  const shares = first === undefined ? '' : `: ${[first, ...more].join(', ')}`
  return [`${answersOf(view, answers)}${shares}`, ...disagreementsOf(view.findings), '.']
}

/** The same where nobody can be mentioned; '' for nothing. */
export function restsOnLine(view: Resting): string {
  return restsOn(view)
    .map((piece) => (typeof piece === 'string' ? piece : `@${piece.by}`))
    .join('')
}

function answersOf(view: Resting, answers: number): string {
  const failed = view.variationList.length === 0 ? 0 : view.variationList.length - answers
  const isFaulty =
    view.variationList.length > 0 && view.variationList.every(({ state }) => state === 'failed')
  if (isFaulty) return `Rests on ${answers} answers, none of which passed its checks`
  if (failed === 0) return `Rests on ${answers} answers`
  const why = `${numbers[failed]} did not pass ${failed === 1 ? 'its' : 'their'} checks`
  return `Rests on ${answers} of ${view.variationList.length} answers (${why})`
}

// Those in most answers first.
function sharesOf(findings: Resting['findings'], answers: number): string[] {
  if (answers < 2) return []
  const shares = Array.from({ length: answers }, (_, index) => answers - index)
    .map((of) => ({ of, count: findings.filter(({ variations }) => variations.length === of).length }))
    .filter(({ count }) => count > 0)
  return shares.map(({ of, count }, index) => {
    const all = answers === 2 ? 'both' : index === 0 ? 'all of them' : 'all'
    const where = of === answers ? all : (numbers[of] ?? String(of))
    return index > 0
      ? `${count} in ${where}`
      : `${count} ${count === 1 ? 'finding is' : 'findings are'} in ${where}`
  })
}

function disagreementsOf(findings: Resting['findings']): Piece[] {
  const disagreements = findings.flatMap(({ contradiction }) => contradiction ?? [])
  if (disagreements.length === 0) return []
  const settled = disagreements.flatMap(({ decided }) => decided ?? [])
  const count = `; ${disagreements.length} ${disagreements.length === 1 ? 'disagreement' : 'disagreements'}, `
  if (settled.length === 0) return [`${count}not settled yet`]
  const share = settled.length === disagreements.length ? '' : `${settled.length} `
  const people = [...new Set(settled.map(({ by }) => by))].map((by) => ({ by }))
  return [
    `${count}${share}settled by `,
    ...people.flatMap((person, index) => [...joint(index, people.length), person]),
  ]
}

function joint(index: number, count: number): string[] {
  if (index === 0) return []
  return [index === count - 1 ? ' and ' : ', ']
}
