import { h, type JSX } from 'preact'
import type { TableBlock } from '@slack/types'
import { RichText } from './rich-text.ts'

type Cell = TableBlock['rows'][number][number]

/** A table block; its first row heads the columns. */
export function Table({ block }: { block: TableBlock }): JSX.Element {
  const [head = [], ...rows] = block.rows
  const alignOf = (index: number) => block.column_settings?.[index]?.align ?? 'left'
  return h(
    'div',
    { class: 'table-frame' },
    h(
      'table',
      null,
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          head.map((cell, index) => h('th', { scope: 'col', class: alignOf(index) }, h(CellView, { cell }))),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map((row) =>
          h(
            'tr',
            null,
            row.map((cell, index) => h('td', { class: alignOf(index) }, h(CellView, { cell }))),
          ),
        ),
      ),
    ),
  )
}

function CellView({ cell }: { cell: Cell }): JSX.Element {
  if (cell.type === 'rich_text') return h(RichText, { block: cell })
  return h('span', null, cell.text)
}
