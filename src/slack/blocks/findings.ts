import type { HeaderBlock, KnownBlock, RichTextBlock, RichTextElement } from '@slack/types'
import type { CombinedFinding } from '../../tasks/combine-findings.ts'
import { agreementOf, isFound, markOf, otherLines, pageName, pageOf } from '../../tasks/task-lines.ts'
import type { TaskView } from '../../tasks/task-view.ts'
import { groups } from './groups.ts'
import { bold, italic, plain, quote, richText, section, shorten } from './rich-text.ts'

/** How many characters of each part are shown. */
export interface Lengths {
  title: number
  explanation: number
  quote: number
  recommendation: number
  /** What other answers say that is not shown, all together. */
  others: number
}

/** In the thread: what is read at a glance. */
export const brief: Lengths = { title: 150, explanation: 400, quote: 600, recommendation: 300, others: 0 }
/** In the modal; together they keep within one message or view. */
export const whole: Lengths = {
  title: 300,
  explanation: 3000,
  quote: 3000,
  recommendation: 1500,
  others: 3000,
}

export type FindingPlace = Pick<
  TaskView,
  'paged' | 'pageList' | 'fileUrl' | 'documentNote' | 'variations' | 'variationList'
>

/** The findings by severity, each with its quote, place and mark. */
export function findingBlocks(
  findings: CombinedFinding[],
  view: FindingPlace,
  lengths: Lengths,
): KnownBlock[] {
  return groups.flatMap(({ severity, emoji, label }) => {
    const group = findings.filter((finding) => finding.severity === severity)
    if (group.length === 0) return []
    const blocks = group.flatMap((finding) => [
      findingBlock(finding, view, lengths),
      ...otherBlocks(finding, lengths.others),
    ])
    return [groupHeader(`:${emoji}: ${label} (${group.length})`), ...blocks]
  })
}

function groupHeader(text: string): HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text, emoji: true } }
}

function findingBlock(finding: CombinedFinding, view: FindingPlace, lengths: Lengths): RichTextBlock {
  const { title, explanation, recommendation } = finding
  const isDoubtful = finding.quote !== null && !isFound(finding)
  return richText(
    section(
      bold(`${isDoubtful ? '⚠ ' : ''}${shorten(title.trim() || 'Finding', lengths.title)}`),
      plain(agreementOf(finding, view)),
      plain(explanation.trim() === '' ? '' : `\n${shorten(explanation, lengths.explanation)}`),
    ),
    ...(finding.quote === null
      ? []
      : [...quote(shorten(finding.quote, lengths.quote)), section(...placeElements(finding, view))]),
    ...(recommendation === null || recommendation.trim() === ''
      ? []
      : [section(bold('Do: '), plain(shorten(recommendation, lengths.recommendation)))]),
  )
}

function otherBlocks(finding: CombinedFinding, length: number): RichTextBlock[] {
  const lines = length === 0 ? [] : otherLines(finding)
  if (lines.length === 0) return []
  const each = Math.floor(length / lines.length)
  const said = lines.map((line) => plain(`\n${shorten(line, each)}`))
  return [richText(section(bold('Other answers say:'), ...said))]
}

/** Where a quote stands, and how exactly it was found there. */
export function placeElements(finding: CombinedFinding, view: FindingPlace): RichTextElement[] {
  const page = pageOf(finding, view)
  const mark = italic(`${page === null ? '' : ' · '}${markOf(finding, view)}`)
  return page === null
    ? [mark]
    : [pageElement(page, { text: pageName(page, view), fileUrl: view.fileUrl }), mark]
}

/** A page's number, which opens the file at that page where its address is known (RFC 8118, `#page=`). */
export function pageElement(
  page: number,
  { text, fileUrl }: { text: string; fileUrl: string | null },
): RichTextElement {
  return fileUrl === null ? italic(text) : { type: 'link', url: `${fileUrl}#page=${page}`, text }
}
