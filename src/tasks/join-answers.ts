import type { SeverityColumn } from '../db/schema.ts'
import { likeness, wordsOf } from './alike-words.ts'
import type { CombinedFinding, Contradiction, FindingDecision, OtherAnswer } from './combine-findings.ts'
import { rankOf, severities, type OneFinding } from './combine-one-answer.ts'

/** Recommendations less alike than this say something else. */
const sameAdvice = 0.5

/** What the variations say of one finding as one: the words are those of one of them, which most agree with. */
export function joinAnswers(answers: OneFinding[], decisions: FindingDecision[]): CombinedFinding {
  const byNumber = answers.toSorted((a, b) => a.variation - b.variation)
  const members = membersOf(byNumber)
  const decided = decisionOn(members, decisions)
  const counts = countSeverities(byNumber)
  const severity = decided?.severity ?? mostGiven(counts)
  const shown =
    byNumber.find((answer) => answer.severity === severity) ??
    byNumber.find((answer) => answer.severity === mostGiven(counts))
  const [first] = byNumber
  if (!shown || !first) throw new Error('a finding that no answer has')
  // Words that code has found go before words that it has not.
  const { quote, mark, page, start, end } = [shown, ...byNumber].find(isFound) ?? shown
  const { title, explanation, recommendation } = shown
  return {
    id: first.id,
    subtasks: [...new Set(byNumber.flatMap(({ subtasks }) => subtasks))],
    variations: byNumber.map(({ variation }) => variation),
    title,
    severity,
    explanation,
    recommendation,
    quote,
    mark,
    page,
    start,
    end,
    members,
    others: othersOf(byNumber, shown),
    contradiction: contradictionOf(byNumber, { counts, decided }),
  }
}

type Counts = Contradiction['severities']

function membersOf(answers: OneFinding[]): CombinedFinding['members'] {
  return answers.flatMap(({ rows }) =>
    rows
      .map(({ id, variation, severity }) => ({ id, variation, severity }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  )
}

// Findings that were two when they were decided on may be one by now: the latest word holds.
function decisionOn(members: CombinedFinding['members'], decisions: FindingDecision[]) {
  const ids = new Set(members.map(({ id }) => id))
  const [latest] = decisions
    .filter(({ findingId }) => ids.has(findingId))
    .sort((a, b) => b.at.getTime() - a.at.getTime() || (a.findingId < b.findingId ? -1 : 1))
  return latest ? { severity: latest.severity, by: latest.by } : null
}

function countSeverities(answers: OneFinding[]): Counts {
  const counts: Counts = {}
  for (const severity of severities) {
    const count = answers.filter((answer) => answer.severity === severity).length
    if (count > 0) counts[severity] = count
  }
  return counts
}

function mostGiven(counts: Counts): SeverityColumn {
  return severities.reduce((most, severity) =>
    (counts[severity] ?? 0) > (counts[most] ?? 0) ? severity : most,
  )
}

function isFound({ mark }: OneFinding): boolean {
  return mark === 'verified' || mark === 'repaired'
}

// "For information" is what an answer says of a clause that is fine.
function contradictionOf(
  answers: OneFinding[],
  { counts, decided }: { counts: Counts; decided: Contradiction['decided'] },
): Contradiction | null {
  const isContradiction = counts.high !== undefined && (counts.low ?? counts.info) !== undefined
  if (!isContradiction && !decided) return null
  const sides = severities.flatMap((severity) => {
    const [first, ...more] = answers.filter((answer) => answer.severity === severity)
    return first
      ? [{ severity, answers: 1 + more.length, explanation: first.explanation.trim() || first.title }]
      : []
  })
  return { severities: counts, sides, decided }
}

function othersOf(answers: OneFinding[], shown: OneFinding): OtherAnswer[] {
  const others: OtherAnswer[] = []
  for (const { variation, severity, explanation, recommendation } of answers) {
    const answer = { severity, recommendation }
    if (saysTheSame(answer, shown)) continue
    const said = others.find((other) => saysTheSame(answer, other))
    if (said) said.variations.push(variation)
    else others.push({ variations: [variation], severity, explanation, recommendation })
  }
  return others.sort((a, b) => rankOf(a.severity) - rankOf(b.severity))
}

type Said = Pick<OtherAnswer, 'severity' | 'recommendation'>

function saysTheSame(one: Said, other: Said): boolean {
  if (one.severity !== other.severity) return false
  const [advice, otherAdvice] = [wordsOf(one.recommendation ?? ''), wordsOf(other.recommendation ?? '')]
  if (advice.size === 0 || otherAdvice.size === 0) return advice.size === otherAdvice.size
  return likeness(advice, otherAdvice) >= sameAdvice
}
