import type { HeaderBlock, KnownBlock, RichTextBlock, RichTextElement } from '@slack/types'
import type { CombinedFinding } from '../../tasks/combine-findings.ts'
import { agreementOf, isFound, markOf, pageOf } from '../../tasks/task-lines.ts'
import type { TaskView } from '../../tasks/task-view.ts'
import { groups } from './groups.ts'
import { bold, italic, plain, quote, richText, section, shorten } from './rich-text.ts'

/** How many characters of each part are shown. */
export interface Lengths {
  title: number
  explanation: number
  quote: number
  recommendation: number
}

/** In the thread: what is read at a glance. */
export const brief: Lengths = { title: 150, explanation: 400, quote: 600, recommendation: 300 }
/** In the modal; together they keep within one message or view. */
export const whole: Lengths = { title: 300, explanation: 3000, quote: 3000, recommendation: 1500 }

export type FindingPlace = Pick<TaskView, 'paged' | 'fileUrl' | 'documentNote' | 'variations'>

/** The findings by severity, each with its quote, place and mark. */
export function findingBlocks(
  findings: CombinedFinding[],
  view: FindingPlace,
  lengths: Lengths,
): KnownBlock[] {
  return groups.flatMap(({ severity, emoji, label }) => {
    const group = findings.filter((finding) => finding.severity === severity)
    if (group.length === 0) return []
    const blocks = group.map((finding) => findingBlock(finding, view, lengths))
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
      plain(agreementOf(finding, view.variations)),
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

/** Where a quote stands, and how exactly it was found there. */
export function placeElements(finding: CombinedFinding, view: FindingPlace): RichTextElement[] {
  const page = pageOf(finding, view)
  const mark = italic(`${page === null ? '' : ' · '}${markOf(finding, view)}`)
  return page === null ? [mark] : [pageElement(page, { text: `Page ${page}`, fileUrl: view.fileUrl }), mark]
}

/** A page's number, which opens the file at that page where its address is known (RFC 8118, `#page=`). */
export function pageElement(
  page: number,
  { text, fileUrl }: { text: string; fileUrl: string | null },
): RichTextElement {
  return fileUrl === null ? italic(text) : { type: 'link', url: `${fileUrl}#page=${page}`, text }
}
