import type { SeverityColumn } from '../db/schema.ts'
import type { DocumentWarning } from '../documents/document.ts'
import type { CombinedFinding } from './combine-findings.ts'
import type { TaskView } from './task-view.ts'
import { countAnswers } from './variation-views.ts'

/** "Page 12 · quote verified": where code found the words, and how exactly. */
export function placeOf(finding: Pick<CombinedFinding, 'mark' | 'page'>, view: PlaceView): string {
  const page = pageOf(finding, view)
  return `${page === null ? '' : `${pageName(page, view)} · `}${markOf(finding, view)}`
}

export type PlaceView = Pick<TaskView, 'paged' | 'documentNote' | 'pageList'>

/** "Page 12", or what people call the page where no number is printed on it: "Sheet “Prices”". */
export function pageName(number: number, { pageList }: Pick<TaskView, 'pageList'>): string {
  const label = pageList.find((page) => page.number === number)?.label
  return label === undefined ? `Page ${number}` : `${label[0]?.toUpperCase()}${label.slice(1)}`
}

/** The page where code found the words; null where it did not, or the document has no pages. */
export function pageOf(
  finding: Pick<CombinedFinding, 'mark' | 'page'>,
  view: Pick<TaskView, 'paged'>,
): number | null {
  return view.paged && isFound(finding) ? finding.page : null
}

/** Whether the words of its quote are in the document. */
export function isFound({ mark }: Pick<CombinedFinding, 'mark'>): boolean {
  return mark === 'verified' || mark === 'repaired'
}

/** Whether its quote stands on a page whose words a program recognised, which makes mistakes. */
export function isRecognised(
  finding: Pick<CombinedFinding, 'page'>,
  { pageList }: Pick<TaskView, 'pageList'>,
): boolean {
  return pageList.some(({ number, ocr }) => number === finding.page && ocr !== undefined)
}

/** How exactly the words were found. */
export function markOf(
  finding: Pick<CombinedFinding, 'mark' | 'page'>,
  view: Pick<TaskView, 'documentNote' | 'pageList'>,
): string {
  const read = isRecognised(finding, view) ? ', read by OCR: compare it with the page' : ''
  switch (finding.mark) {
    case 'verified':
      return `✓ quote verified${read}`
    case 'repaired':
      return `✓ quote repaired${read === '' ? ': these are the document’s own words' : read}`
    case 'unverified':
    case null:
      return view.documentNote === null
        ? '⚠ quote not found in the document: do not rely on it'
        : '⚠ quote not found in the document’s text: look at the page before you rely on it'
  }
}

/** " · in 2 of 3 answers": how many of the variations found it, and whether they disagree; '' where there is one. */
export function agreementOf(
  finding: Pick<CombinedFinding, 'variations' | 'contradiction'>,
  view: Pick<TaskView, 'variations' | 'variationList'>,
): string {
  const answers = countAnswers(view)
  const share = answers === 1 ? '' : ` · in ${finding.variations.length} of ${answers} answers`
  if (!finding.contradiction) return share
  return `${share} · ${finding.contradiction.decided ? 'settled by a person' : 'they disagree'}`
}

/** How grave, as people read it. */
export const severityNames: Record<SeverityColumn, string> = {
  high: 'high risk',
  medium: 'medium risk',
  low: 'low risk',
  info: 'for information',
}

/** "The answers disagree: 2 say high risk, 1 says low risk. Settled by @…: high risk."; '' where they do not. */
export function disagreementLine({ contradiction }: Pick<CombinedFinding, 'contradiction'>): string {
  if (!contradiction) return ''
  const sides = contradiction.sides.map(
    ({ severity, answers }) => `${answers} ${answers === 1 ? 'says' : 'say'} ${severityNames[severity]}`,
  )
  const { decided } = contradiction
  const settled = decided
    ? `Settled by @${decided.by}: ${severityNames[decided.severity]}.`
    : 'Not settled yet.'
  return `The answers disagree: ${sides.join(', ')}. ${settled}`
}

/** "Low risk. It is a usual cap. Do: nothing.": what other answers say of it that is not shown. */
export function otherLines({ others }: Pick<CombinedFinding, 'others'>): string[] {
  return others.map(({ variations, severity, explanation, recommendation }) => {
    const name = severityNames[severity]
    const many = variations.length > 1 ? ` (${variations.length} answers)` : ''
    const advice = recommendation === null || recommendation.trim() === '' ? '' : ` Do: ${recommendation}`
    return `${name[0]?.toUpperCase()}${name.slice(1)}${many}. ${explanation}${advice}`.trim()
  })
}

/** "14 findings, 14 quotes checked: 13 verified, 1 repaired". */
export function countsLine(view: Pick<TaskView, 'findings' | 'quotes'>): string {
  const { verified, repaired, unverified, checked } = view.quotes
  const parts = [
    verified > 0 ? `${verified} verified` : '',
    repaired > 0 ? `${repaired} repaired` : '',
    unverified > 0 ? `${unverified} not found` : '',
  ].filter((part) => part !== '')
  const findings = `${view.findings.length} ${view.findings.length === 1 ? 'finding' : 'findings'}`
  const quotes = `${checked} ${checked === 1 ? 'quote' : 'quotes'} checked`
  return `${findings}, ${quotes}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}`
}

/** What people must know before they rely on the result: of the document, what was found in it, of the money. */
export function noticesOf(
  view: Pick<TaskView, 'documentNote' | 'warnings' | 'privacyNote' | 'budgetNote' | 'sections'>,
): string[] {
  const lines = view.warnings.map(warningLine)
  const more = lines.length - maxWarnings
  return [
    ...(view.documentNote === null ? [] : [view.documentNote]),
    ...sectionNotes(view),
    ...lines.slice(0, maxWarnings),
    ...(more > 0 ? [`And ${more} more such passages.`] : []),
    ...(view.privacyNote === null ? [] : [view.privacyNote]),
    ...(view.budgetNote === null ? [] : [view.budgetNote]),
  ]
}

const maxWarnings = 6

function sectionNotes({ sections }: Pick<TaskView, 'sections'>): string[] {
  if (sections === null) return []
  if (sections === 1)
    return [
      'The file is longer than the model reads at once, so its text was read without layout and pictures.',
    ]
  return [
    `The document was read in ${sections} sections, as it is longer than the model reads at once. Every question was asked of each of them; what follows only from clauses that stand far apart may be missing.`,
  ]
}

/** "Hidden text on page 3 (white on white), which I left out: “…”": a warning as people read it. */
export function warningLine({ kind, page, reason, excerpt }: DocumentWarning): string {
  const on = page === null ? '' : ` on page ${page}`
  switch (kind) {
    case 'hidden':
      return `Hidden text${on} (${reason}), which I left out: “${excerpt}”`
    case 'instruction':
      return `There are ${reason}${on}: “${excerpt}” They are treated as text of the document like all the rest.`
    case 'mismatch':
      return `${reason[0]?.toUpperCase()}${reason.slice(1)}${on}${excerpt === '' ? '.' : `: “${excerpt}”`}`
    case 'active':
      return `${reason[0]?.toUpperCase()}${reason.slice(1)}.`
    case 'left-out':
      return `“${excerpt}” was ${reason}.`
  }
}

/** How many of the task's parts have ended. */
export function progressOf(view: Pick<TaskView, 'subtasks'>): { ended: number; of: number } {
  const parts = view.subtasks.filter(({ kind }) => kind === 'part')
  return {
    ended: parts.filter(({ state }) => state === 'done' || state === 'failed').length,
    of: parts.length,
  }
}

/** "Not answered: Risk areas. The model declined…", for each part that failed. */
export function unansweredLines(view: Pick<TaskView, 'subtasks'>): string[] {
  return view.subtasks
    .filter(({ state }) => state === 'failed')
    .map(({ title, error }) => `Not answered: ${title}. ${error ?? ''}`.trim())
}

/** Model, prompt version, calls, tokens, cost, seconds. */
export function receiptLine({
  receipt,
  ballot,
  sections,
}: Pick<TaskView, 'receipt' | 'ballot' | 'sections'>): string {
  const tokens = receipt.inputTokens + receipt.outputTokens
  return [
    // Votes are blind.
    ballot && !ballot.closed
      ? 'models are named after the vote'
      : [receipt.model, ...receipt.alsoAnswered].join(' and '),
    `prompt v${receipt.promptVersion ?? '?'} (${receipt.promptHash?.slice(0, 8) ?? '?'})`,
    sections === null || sections === 1 ? '' : `read in ${sections} sections`,
    `${receipt.calls} ${receipt.calls === 1 ? 'call' : 'calls'}`,
    `${tokens.toLocaleString('en-US')} tokens`,
    receipt.costUsd === null
      ? 'cost unknown'
      : `$${receipt.costUsd.toFixed(receipt.costUsd > 0 && receipt.costUsd < 1 ? 4 : 2)}`,
    receipt.seconds === null ? '' : `${receipt.seconds} s`,
  ]
    .filter((part) => part !== '')
    .join(' · ')
}

/** "about $0.16"; '' where nothing is to be paid. */
export function aboutUsd(usd: number | null): string {
  if (usd === null) return 'cost unknown'
  if (usd === 0) return ''
  return `about ${usd < 0.01 ? 'one cent' : `$${usd.toFixed(2)}`}`
}
