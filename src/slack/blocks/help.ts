import type { KnownBlock } from '@slack/types'
import type { Library } from '../../prompts/library.ts'
import { escapeText, shorten } from './rich-text.ts'

/** A line for every command, and what it asks. */
export function commandLines({ offered }: Pick<Library, 'offered'>): string[] {
  return offered.map(({ command, title }) => `\`${command}\`: ${escapeText(title)}`)
}

/** What can be done here, for somebody who spoke to us and meant nothing that is known. */
export function helpBlocks(library: Pick<Library, 'offered'>): KnownBlock[] {
  const text = [
    'Share a PDF, Word (.docx) or text file here, and I offer what I can do with it. In the thread of an analysis you can ask me about its document.',
    ...commandLines(library),
    '`/paralegal`: your analyses that run or wait, and how to stop them',
  ].join('\n')
  return [{ type: 'section', text: { type: 'mrkdwn', text: shorten(text, 3000) } }]
}
