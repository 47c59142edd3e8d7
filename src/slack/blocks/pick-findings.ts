import type { CombinedFinding } from '../../tasks/combine-findings.ts'
import { disagreementBlocks } from './disagreements.ts'
import { brief } from './findings.ts'
import { countCharacters } from './split-messages.ts'

// About one screen and a half of a thread; what is more is for the table, the modal and the report.
const maxFeatured = 20
const maxFeaturedCharacters = 12_000

export interface PickedFindings {
  /** Shown in full, with their quotes. */
  featured: CombinedFinding[]
  /** The rows of the table. */
  rest: CombinedFinding[]
}

/** The grave findings are read in full, the others at a glance; so few that a table is not worth it, all in full. */
export function pickFindings(findings: CombinedFinding[]): PickedFindings {
  const grave = findings.filter(({ severity }) => severity === 'high' || severity === 'medium').length
  const wanted = grave === 0 ? 3 : grave
  const most = findings.length - wanted <= 2 ? findings.length : wanted
  let characters = countCharacters(disagreementBlocks({ id: '', findings }))
  let count = 0
  for (const finding of findings.slice(0, Math.min(most, maxFeatured))) {
    characters += lengthOf(finding)
    if (characters > maxFeaturedCharacters) break
    count += 1
  }
  return { featured: findings.slice(0, count), rest: findings.slice(count) }
}

function lengthOf(finding: CombinedFinding): number {
  return (
    Math.min(finding.title.length, brief.title) +
    Math.min(finding.explanation.length, brief.explanation) +
    Math.min(finding.quote?.length ?? 0, brief.quote) +
    Math.min(finding.recommendation?.length ?? 0, brief.recommendation) +
    // Page, address, mark.
    150
  )
}

/** Whether the thread shows a shorter form of it. */
export function isShortened(finding: CombinedFinding): boolean {
  return (
    finding.title.length > brief.title ||
    finding.explanation.length > brief.explanation ||
    (finding.quote?.length ?? 0) > brief.quote ||
    (finding.recommendation?.length ?? 0) > brief.recommendation ||
    finding.others.length > 0
  )
}
