import type { SeverityColumn } from '../db/schema.ts'
import { isResultRemoved, removedText } from '../tasks/removed.ts'
import { restsOnLine } from '../tasks/rests-on.ts'
import {
  aboutUsd,
  agreementOf,
  countsLine,
  disagreementLine,
  noticesOf,
  otherLines,
  placeOf,
  progressOf,
  receiptLine,
  unansweredLines,
} from '../tasks/task-lines.ts'
import { finalStates } from '../tasks/task-state.ts'
import type { TaskView } from '../tasks/task-view.ts'

const labels: Record<SeverityColumn, string> = {
  high: 'HIGH',
  medium: 'MEDIUM',
  low: 'LOW',
  info: 'FOR INFORMATION',
}

/** The result as a person reads it in a terminal. */
export function printTask(view: TaskView): void {
  const lines = [`${view.analysis.title} of ${view.fileName}`, `Task ${view.id}: ${view.state}`]
  if (isResultRemoved(view.removed)) {
    lines.push('', removedText(view.removed), '', receiptLine(view))
    return console.log(lines.map(printable).join('\n'))
  }
  const hasEnded = finalStates.includes(view.state)
  if (!hasEnded) lines.push(progressLine(view))
  if (view.error) lines.push('', view.error.message)
  else if (hasEnded || view.findings.length > 0)
    lines.push(
      countsLine(view),
      ...filled(restsOnLine(view)),
      ...view.summaries.map((summary) => `\n${summary}`),
    )
  for (const notice of noticesOf(view)) lines.push(`Note: ${notice}`)
  if (view.receipt.notice) lines.push(`Note: ${view.receipt.notice}`)
  let severity: SeverityColumn | null = null
  for (const finding of view.findings) {
    if (finding.severity !== severity) lines.push('', `== ${labels[finding.severity]} ==`)
    severity = finding.severity
    lines.push('', `${finding.title}${agreementOf(finding, view)}`)
    lines.push(...[...filled(disagreementLine(finding)), finding.explanation].map(indent))
    if (finding.quote !== null) lines.push(indent(`“${finding.quote}”`), indent(placeOf(finding, view)))
    if (finding.recommendation !== null) lines.push(indent(`Do: ${finding.recommendation}`))
    lines.push(...otherLines(finding).map((other) => indent(`Other answers say: ${other}`)))
  }
  if (view.notFound.length > 0) lines.push('', `Not found in the document: ${view.notFound.join(', ')}.`)
  for (const line of unansweredLines(view)) lines.push('', line)
  lines.push('', ...estimateLines(view), receiptLine(view))
  console.log(lines.map(printable).join('\n'))
}

function filled(line: string): string[] {
  return line === '' ? [] : [line]
}

function estimateLines({ estimateUsd }: TaskView): string[] {
  return estimateUsd ? [`Reckoned before the first question: ${aboutUsd(estimateUsd)}`] : []
}

function progressLine(view: TaskView): string {
  if (view.queuePosition !== null) return `Waiting, number ${view.queuePosition} in the queue`
  const { ended, of } = progressOf(view)
  return of === 0 ? 'The document is being read' : `${ended} of ${of} parts ready`
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
}

/** A document's words may hold terminal control sequences; they are shown as what they are. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '\uFFFD')
}
