import type { KnownBlock } from '@slack/types'
import type { TaskView } from '../../tasks/task-view.ts'
import { bold, plain, richText, section, shorten } from './rich-text.ts'

/** What stands where the result would: what happened, what is kept, what to do. */
export function failureBlocks(view: TaskView): KnownBlock[] {
  const name = `${view.analysis.title} of ${shorten(view.fileName, 150)}`
  const happened =
    view.state === 'expired' ? `${name} took too long and was ended.` : `${name} could not be done.`
  const lines = [view.error?.message ?? '', keptOf(view)].filter((line) => line !== '')
  return [richText(section(bold(happened), plain(lines.map((line) => `\n${shorten(line, 1500)}`).join(''))))]
}

function keptOf({ subtasks }: TaskView): string {
  const parts = subtasks.filter(({ kind }) => kind === 'part')
  const done = parts.filter(({ state }) => state === 'done').length
  const canRetry = subtasks.some(({ state }) => state === 'failed')
  if (canRetry && done > 0)
    return `${done} of ${parts.length} parts were answered and are kept: trying again asks only for the rest.`
  if (canRetry) return 'The document was read and is kept: trying again does not need it anew.'
  return ''
}
