import type { KnownBlock, ModalView } from '@slack/types'
import type { TaskView } from '../../tasks/task-view.ts'
import { answerBlocks } from './answers.ts'
import { findingBlocks, whole } from './findings.ts'
import { pickFindings } from './pick-findings.ts'
import { note, shorten } from './rich-text.ts'
import { splitMessages } from './split-messages.ts'

export const detailsPageAction = 'details-page'

export interface DetailsPages {
  pages: KnownBlock[][]
  /** The page where what the thread only lists begins. */
  restFrom: number
}

/** Everything of a result in full, cut to pages. */
export function detailsPages(view: TaskView): DetailsPages {
  const { featured, rest } = pickFindings(view.findings)
  const first = splitMessages([...answerBlocks(view, 'whole'), ...findingBlocks(featured, view, whole)])
  const then = splitMessages(findingBlocks(rest, view, whole))
  return { pages: [...first, ...then], restFrom: then.length === 0 ? 0 : first.length }
}

/** One page of them, as a modal. */
export function detailsView(view: TaskView, page: number): ModalView {
  const { pages } = detailsPages(view)
  const index = Math.min(Math.max(0, page), pages.length - 1)
  const place = pages.length > 1 ? ` · part ${index + 1} of ${pages.length}` : ''
  return {
    type: 'modal',
    title: { type: 'plain_text', text: 'Findings in full' },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [
      note(`${view.analysis.title} of ${shorten(view.fileName, 150)}${place}`),
      ...(pages[index] ?? []),
      ...pageButtons(view.id, { index, last: pages.length - 1 }),
    ],
  }
}

function pageButtons(taskId: string, { index, last }: { index: number; last: number }): KnownBlock[] {
  const elements = [
    { name: 'Previous', to: index - 1 },
    { name: 'Next', to: index + 1 },
  ]
    .filter(({ to }) => to >= 0 && to <= last)
    .map(({ name, to }) => ({
      type: 'button' as const,
      action_id: `${detailsPageAction}:${name.toLowerCase()}`,
      text: { type: 'plain_text' as const, text: name },
      value: `${taskId}:${to}`,
    }))
  return elements.length === 0 ? [] : [{ type: 'actions', elements }]
}
