import type { Answer, AnswerFinding, Severity } from '../answer.ts'
import type { Effort } from '../effort.ts'
import type { PartAnswer } from '../model.ts'

const namedAtMost: Record<Effort, number> = { low: 3, medium: 6, high: 12 }

/** What stands out of the parts' answers, by counting: which points are rated high, and what was not found. */
export function combineAnswers(parts: PartAnswer[], effort: Effort | null): Answer {
  const findings = parts.flatMap((part) => part.findings)
  const rated = (severity: Severity) =>
    list(distinct(findings.filter((finding) => finding.severity === severity).map(nameOf)), effort)
  const missing = list(distinct(parts.flatMap((part) => part.not_found)), effort)
  const [high, medium] = [rated('high'), rated('medium')]
  const sentences = [
    high === '' ? 'No passage was found for a point that is rated high.' : `Read first: ${high}.`,
    effort === 'high' && medium !== '' ? `Then look at ${medium}.` : '',
    missing === '' || effort === 'low' ? '' : `No passage was found for ${missing}.`,
  ]
  return { answer: sentences.filter((sentence) => sentence !== '').join(' '), findings: [], not_found: [] }
}

function nameOf(finding: AnswerFinding): string {
  return finding.page === null ? finding.title : `${finding.title} (page ${finding.page})`
}

function distinct(names: string[]): string[] {
  return [...new Set(names)]
}

function list(names: string[], effort: Effort | null): string {
  const most = namedAtMost[effort ?? 'medium']
  const shown = names.slice(0, most).join(', ')
  return names.length > most ? `${shown} and ${names.length - most} more` : shown
}
