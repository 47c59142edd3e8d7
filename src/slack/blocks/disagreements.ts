import type { Button, KnownBlock, StaticSelect } from '@slack/types'
import type { SeverityColumn } from '../../db/schema.ts'
import type { CombinedFinding, Contradiction } from '../../tasks/combine-findings.ts'
import type { TaskView } from '../../tasks/task-view.ts'
import { emojiOf } from './groups.ts'
import { bold, header, note, plain, quote, richText, section, shorten } from './rich-text.ts'

export const decideAction = 'decide-finding'

/** So many at a time: the next ones come as these are settled. */
const maxOpen = 3
const maxSettled = 6

/** As they stand on a button; none has more than Slack shows. */
const labels: Record<SeverityColumn, string> = {
  high: 'High risk',
  medium: 'Medium risk',
  low: 'Low risk',
  info: 'For information',
}

type Disputed = CombinedFinding & { contradiction: Contradiction }

/** A question for each finding about which the answers contradict each other; what is settled, in a line. */
export function disagreementBlocks({ id, findings }: Pick<TaskView, 'id' | 'findings'>): KnownBlock[] {
  const disputed = findings.filter(isDisputed)
  const open = disputed.filter(({ contradiction }) => contradiction.decided === null)
  const settled = disputed.filter(({ contradiction }) => contradiction.decided !== null)
  if (disputed.length === 0) return []
  const title = open.length > 0 ? `The answers disagree (${open.length})` : 'The answers disagreed'
  return [
    header(title),
    ...open.slice(0, maxOpen).flatMap((finding) => question(finding, id)),
    ...more(open.length - maxOpen, 'when these are settled'),
    ...settled.slice(0, maxSettled).flatMap((finding) => settlement(finding, id)),
    ...more(settled.length - maxSettled, 'settled, in the report'),
  ]
}

function isDisputed(finding: CombinedFinding): finding is Disputed {
  return finding.contradiction !== null
}

function question(finding: Disputed, taskId: string): KnownBlock[] {
  const sides = finding.contradiction.sides.flatMap(({ severity, answers, explanation }) => [
    plain('\n'),
    { type: 'emoji' as const, name: emojiOf(severity) },
    bold(` ${labels[severity]}`),
    plain(
      ` (${answers} ${answers === 1 ? 'answer' : 'answers'}): ${shorten(explanation.replace(/\s+/g, ' '), 140)}`,
    ),
  ])
  const elements = optionsOf(finding, taskId).map(({ severity, label, value }): Button => ({
    type: 'button',
    action_id: `${decideAction}:${severity}`,
    text: { type: 'plain_text', text: label },
    value,
  }))
  return [
    richText(
      section(bold(titleOf(finding))),
      ...(finding.quote === null ? [] : quote(shorten(finding.quote, 240))),
      section(plain('How severe is it?'), ...sides),
    ),
    { type: 'actions', elements },
  ]
}

// Said once it is seldom said again: the choices fold into a menu.
function settlement(finding: Disputed, taskId: string): KnownBlock[] {
  const { decided } = finding.contradiction
  if (!decided) return []
  const said = richText(
    section(
      { type: 'emoji', name: emojiOf(decided.severity) },
      plain(` ${titleOf(finding)}: `),
      bold(labels[decided.severity]),
      plain(', as '),
      { type: 'user', user_id: decided.by },
      plain(' decided.'),
    ),
  )
  const options = optionsOf(finding, taskId).map(({ label, value }) => ({
    text: { type: 'plain_text' as const, text: label },
    value,
  }))
  const change: StaticSelect = {
    type: 'static_select',
    action_id: decideAction,
    placeholder: { type: 'plain_text', text: 'Change' },
    options,
  }
  return options.length < 2 ? [said] : [said, { type: 'actions', elements: [change] }]
}

function optionsOf({ id, contradiction }: Disputed, taskId: string) {
  return contradiction.sides.map(({ severity }) => ({
    severity,
    label: labels[severity],
    value: `${taskId}:${id}:${severity}`,
  }))
}

function titleOf({ title }: CombinedFinding): string {
  return shorten(title.replace(/\s+/g, ' ').trim() || 'Finding', 120)
}

function more(count: number, where: string): KnownBlock[] {
  return count > 0 ? [note(`And ${count} more, ${where}.`)] : []
}
