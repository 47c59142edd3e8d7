import type { RawTextElement, RichTextBlock, TableBlock } from '@slack/types'
import type { CombinedFinding } from '../../tasks/combine-findings.ts'
import { isFound, pageOf } from '../../tasks/task-lines.ts'
import type { TaskView } from '../../tasks/task-view.ts'
import { pageElement } from './findings.ts'
import { emojiOf } from './groups.ts'
import { countCharacters } from './split-messages.ts'
import { bold, plain, richText, section, shorten } from './rich-text.ts'

/** Slack takes 100 rows; nobody reads so many. The report has them all. */
export const maxTableRows = 50
const maxCharacters = 6000
const maxCharactersWithLinks = 8500

type Cell = RawTextElement | RichTextBlock

/** Findings at a glance: point, page, what it says. Its pages are links where there is room for the addresses. */
export function findingsTable(findings: CombinedFinding[], view: TaskView): TableBlock {
  const table = tableOf(findings.slice(0, maxTableRows), view)
  return countCharacters(table) <= maxCharactersWithLinks
    ? table
    : tableOf(findings.slice(0, maxTableRows), { ...view, fileUrl: null })
}

function tableOf(findings: CombinedFinding[], view: TaskView): TableBlock {
  const perRow = Math.floor(maxCharacters / findings.length)
  const lengths = {
    title: Math.min(80, Math.floor(perRow * 0.4)),
    text: Math.min(160, Math.floor(perRow * 0.5)),
  }
  const titles = ['Point', ...(view.paged ? ['Page'] : []), 'What it says'].map(cell)
  const wrapped = { is_wrapped: true }
  return {
    type: 'table',
    column_settings: titles.map(() => wrapped),
    rows: [titles, ...findings.map((finding) => row(finding, view, lengths))],
  }
}

function row(finding: CombinedFinding, view: TaskView, lengths: { title: number; text: number }): Cell[] {
  const isDoubtful = finding.quote !== null && !isFound(finding)
  const said = finding.explanation.trim() || finding.quote || ''
  const page = pageOf(finding, view)
  return [
    richText(
      section(
        { type: 'emoji', name: emojiOf(finding.severity) },
        plain(isDoubtful ? ' ⚠ ' : ' '),
        bold(shorten(finding.title.trim() || 'Finding', lengths.title)),
      ),
    ),
    ...(view.paged
      ? [
          page === null
            ? cell('')
            : richText(section(pageElement(page, { text: `${page}`, fileUrl: view.fileUrl }))),
        ]
      : []),
    cell(shorten(isDoubtful ? `Quote not found. ${said}` : said, lengths.text)),
  ]
}

// Slack takes no empty cell.
function cell(text: string): RawTextElement {
  return { type: 'raw_text', text: text.trim() === '' ? '–' : text }
}
