import type { Button, KnownBlock, StaticSelect } from '@slack/types'
import { isFound, pageName, pageOf } from '../../tasks/task-lines.ts'
import type { TaskView } from '../../tasks/task-view.ts'
import { shorten } from './rich-text.ts'

export const exportAction = 'export-task'
export const evidenceAction = 'show-evidence'

const labels = { docx: 'Word report', xlsx: 'Issues in Excel', json: 'JSON' } as const
/** Options that a select takes (docs, static select). */
const maxOptions = 100

/** The result as files to keep, and the page of each quote as a picture; nothing where nothing was found. */
export function fileButtons(view: TaskView): KnownBlock[] {
  if (view.findings.length === 0) return []
  const buttons = Object.entries(labels).map(([format, text]): Button => ({
    type: 'button',
    action_id: `${exportAction}:${format}`,
    text: { type: 'plain_text', text },
    value: view.id,
  }))
  return [{ type: 'actions', elements: [...buttons, ...evidenceSelect(view)] }]
}

function evidenceSelect(view: TaskView): StaticSelect[] {
  // Only of a PDF can a page be drawn as it is.
  if (view.documentKind !== 'pdf') return []
  const options = view.findings
    .filter((finding) => finding.quote !== null && isFound(finding))
    .slice(0, maxOptions)
    .map((finding) => {
      const page = pageOf(finding, view)
      const place = page === null ? '' : ` · ${pageName(page, view)}`
      const text = `${shorten(finding.title.trim() || 'Finding', 75 - place.length)}${place}`
      return { text: { type: 'plain_text' as const, text }, value: `${view.id}:${finding.id}` }
    })
  if (options.length === 0) return []
  const placeholder = { type: 'plain_text' as const, text: 'Show a quote on its page' }
  return [{ type: 'static_select', action_id: evidenceAction, placeholder, options }]
}
