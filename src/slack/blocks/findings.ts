import type { HeaderBlock, KnownBlock, RichTextBlock } from '@slack/types'
import type { SeverityColumn } from '../../db/schema.ts'
import type { CombinedFinding } from '../../tasks/combine-findings.ts'
import { agreementOf, placeOf } from '../../tasks/task-lines.ts'
import type { TaskView } from '../../tasks/task-view.ts'
import { bold, italic, plain, quote, richText, section, shorten } from './rich-text.ts'

const groups: { severity: SeverityColumn; emoji: string; label: string }[] = [
  { severity: 'high', emoji: ':red_circle:', label: 'High' },
  { severity: 'medium', emoji: ':large_yellow_circle:', label: 'Medium' },
  { severity: 'low', emoji: ':large_blue_circle:', label: 'Low' },
  { severity: 'info', emoji: ':white_circle:', label: 'For information' },
]

/** The findings by severity, each with its quote, place and mark. */
export function findingBlocks(view: TaskView): KnownBlock[] {
  return groups.flatMap((group) => {
    const findings = view.findings.filter((finding) => finding.severity === group.severity)
    if (findings.length === 0) return []
    const header: HeaderBlock = {
      type: 'header',
      text: { type: 'plain_text', text: `${group.emoji} ${group.label} (${findings.length})`, emoji: true },
    }
    return [header, ...findings.map((finding) => findingBlock(finding, view))]
  })
}

function findingBlock(
  finding: CombinedFinding,
  view: Pick<TaskView, 'paged' | 'documentNote' | 'variations'>,
): RichTextBlock {
  const elements: RichTextBlock['elements'] = [
    section(
      bold(shorten(finding.title, 200)),
      plain(`${agreementOf(finding, view.variations)}\n${shorten(finding.explanation, 1500)}`),
    ),
  ]
  if (finding.quote !== null) {
    elements.push(quote(shorten(finding.quote, 1500)), section(italic(placeOf(finding, view))))
  }
  if (finding.recommendation !== null) {
    elements.push(section(bold('Do: '), plain(shorten(finding.recommendation, 1000))))
  }
  return richText(...elements)
}
