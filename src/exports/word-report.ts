import { HeadingLevel, Paragraph } from 'docx'
import {
  agreementOf,
  countsLine,
  disagreementLine,
  noticesOf,
  otherLines,
  placeOf,
  receiptLine,
  severityNames,
  unansweredLines,
} from '../tasks/task-lines.ts'
import { restsOnLine } from '../tasks/rests-on.ts'
import type { CombinedFinding } from '../tasks/combine-findings.ts'
import type { TaskView } from '../tasks/task-view.ts'
import { bullet, headed, paragraphs, runs, wordFile } from './word-parts.ts'

/** The result as a report for Word: summary, what to know first, every finding with its quote and place. */
export async function wordReport(view: TaskView): Promise<Buffer> {
  const title = `${view.analysis.title} of ${view.fileName}`
  const notice = view.receipt.notice === null ? [] : [view.receipt.notice]
  const children = [
    new Paragraph({ heading: HeadingLevel.TITLE, children: runs(title) }),
    new Paragraph({ children: runs(countsLine(view), { bold: true }) }),
    ...paragraphs(restsOnLine(view)),
    ...headed('Summary', view.summaries.flatMap(paragraphs)),
    ...headed(
      'Before you rely on it',
      [...noticesOf(view), ...notice].map((text) => bullet(text)),
    ),
    ...headed(
      'Findings',
      view.findings.flatMap((finding) => findingOf(finding, view)),
    ),
    ...headed(
      'Not found in the document',
      view.notFound.map((text) => bullet(text)),
    ),
    ...headed(
      'Not answered',
      unansweredLines(view).map((text) => bullet(text)),
    ),
    new Paragraph({
      spacing: { before: 400 },
      children: runs(receiptLine(view), { color: '5F6B7A', size: 18 }),
    }),
  ]
  return wordFile(title, children)
}

function findingOf(finding: CombinedFinding, view: TaskView): Paragraph[] {
  const { title, severity, explanation, recommendation, quote } = finding
  return [
    new Paragraph({
      heading: HeadingLevel.HEADING_2,
      keepNext: true,
      children: runs(
        `${title.trim() || 'Finding'} (${severityNames[severity]})${agreementOf(finding, view)}`,
      ),
    }),
    ...paragraphs(disagreementLine(finding)),
    ...paragraphs(explanation),
    ...(quote === null
      ? []
      : [
          new Paragraph({
            indent: { left: 480 },
            keepNext: true,
            children: runs(`“${quote}”`, { italics: true }),
          }),
          new Paragraph({
            indent: { left: 480 },
            children: runs(placeOf(finding, view), { color: '5F6B7A' }),
          }),
        ]),
    ...paragraphs(recommendation === null || recommendation.trim() === '' ? '' : `Do: ${recommendation}`),
    ...otherLines(finding).flatMap((line) => paragraphs(`Other answers say: ${line}`)),
  ]
}
