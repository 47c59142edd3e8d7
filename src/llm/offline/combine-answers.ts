import type { Answer, AnswerFinding } from '../answer.ts'
import type { PartAnswer } from '../model.ts'

const namedAtMost = 6

/** What stands out of the parts' answers, by counting: which points are rated high, and what was not found. */
export function combineAnswers(parts: PartAnswer[]): Answer {
  const findings = parts.flatMap((part) => part.findings)
  const high = distinct(findings.filter((finding) => finding.severity === 'high').map(nameOf))
  const missing = distinct(parts.flatMap((part) => part.not_found))
  const sentences = [
    high.length === 0 ? 'No passage was found for a point that is rated high.' : `Read first: ${list(high)}.`,
    missing.length === 0 ? '' : `No passage was found for ${list(missing)}.`,
  ]
  return { answer: sentences.filter((sentence) => sentence !== '').join(' '), findings: [], not_found: [] }
}

function nameOf(finding: AnswerFinding): string {
  return finding.page === null ? finding.title : `${finding.title} (page ${finding.page})`
}

function distinct(names: string[]): string[] {
  return [...new Set(names)]
}

function list(names: string[]): string {
  const rest = names.length - namedAtMost
  const shown = names.slice(0, namedAtMost).join(', ')
  return rest > 0 ? `${shown} and ${rest} more` : shown
}
