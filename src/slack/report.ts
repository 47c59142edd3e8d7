import type { CombinedFinding } from '../tasks/combine-findings.ts'
import { restsOnLine } from '../tasks/rests-on.ts'
import {
  agreementOf,
  countsLine,
  disagreementLine,
  otherLines,
  placeOf,
  receiptLine,
  unansweredLines,
  noticesOf,
} from '../tasks/task-lines.ts'
import type { TaskView } from '../tasks/task-view.ts'
import { groups } from './blocks/groups.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import type { PostedFile } from './thread-post.ts'

/** A result as one Markdown file, with nothing left out. */
export function reportOf(view: TaskView): PostedFile {
  const title = `${view.analysis.title} of ${view.fileName}`
  const sections = [
    [`# ${escapeMarkdown(title)}`],
    [`**${escapeMarkdown(countsLine(view))}**`],
    ...paragraphs(restsOnLine(view)),
    ...allNotices(view).map((line) => [`> ${line}`]),
    ...answersOf(view),
    ...groups.flatMap(({ severity, label }) => {
      const group = view.findings.filter((finding) => finding.severity === severity)
      return group.length === 0
        ? []
        : [
            [`## ${label} (${group.length})`],
            ...group.flatMap((finding, index) => findingOf(finding, { index, view })),
          ]
    }),
    ...openOf(view),
    ['---'],
    [escapeMarkdown(receiptLine(view))],
  ]
  return {
    name: 'report.md',
    title: `Report: ${title}`.slice(0, 200).toWellFormed(),
    text: `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`,
  }
}

function allNotices(view: TaskView): string[] {
  const { receipt } = view
  const offline = receipt.notice && `${receipt.notice}: clauses are found and quoted, not understood.`
  return [...noticesOf(view), offline].flatMap((line) => (line ? [escapeMarkdown(line)] : []))
}

function answersOf({ summaries, subtasks, chosen }: TaskView): string[][] {
  const parts = subtasks.flatMap(({ kind, title, variation, answer }) =>
    kind === 'part' && variation === chosen && answer !== null && answer.trim() !== ''
      ? [[`### ${escapeMarkdown(title)}`], ...paragraphs(answer)]
      : [],
  )
  return [
    ...(summaries.length > 0 ? [['## Summary']] : []),
    ...summaries.flatMap(paragraphs),
    ...(parts.length > 0 ? [['## Answers'], ...parts] : []),
  ]
}

function findingOf(finding: CombinedFinding, { index, view }: { index: number; view: TaskView }): string[][] {
  const agreement = agreementOf(finding, view)
  return [
    [`### ${index + 1}. ${escapeMarkdown(finding.title)}${agreement}`],
    ...paragraphs(disagreementLine(finding)),
    ...paragraphs(finding.explanation),
    ...(finding.quote === null
      ? []
      : [[`> ${escapeMarkdown(finding.quote)}`], [escapeMarkdown(placeOf(finding, view))]]),
    ...(finding.recommendation === null ? [] : [[`**Do:** ${escapeMarkdown(finding.recommendation)}`]]),
    ...othersOf(finding),
  ]
}

function othersOf(finding: CombinedFinding): string[][] {
  const lines = otherLines(finding).map((text) => `- ${escapeMarkdown(text.replace(/\s+/g, ' '))}`)
  return lines.length === 0 ? [] : [['Other answers say:'], lines]
}

function openOf(view: TaskView): string[][] {
  const missing = view.notFound.map((point) => `- ${escapeMarkdown(point)}`)
  const unanswered = unansweredLines(view).map((line) => `- ${escapeMarkdown(line)}`)
  return [
    ...(missing.length > 0 ? [['## Not found in the document'], missing] : []),
    ...(unanswered.length > 0 ? [['## Not answered'], unanswered] : []),
  ]
}

function paragraphs(text: string): string[][] {
  return text
    .split(/\n+/)
    .map(escapeMarkdown)
    .filter((line) => line !== '')
    .map((line) => [line])
}
