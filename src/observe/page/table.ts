import { html } from 'hono/html'

export type Html = ReturnType<typeof html>
export type Cell = string | number | Html

export interface Column {
  title: string
  /** Numbers stand at the right, under each other. */
  isNumber?: boolean
}

/** A table as every reader can use it: a caption, headers with their scope, and words where there is nothing. */
export function table(caption: string, columns: Column[], rows: Cell[][]): Html {
  const head = columns.map(
    ({ title, isNumber }) => html`<th scope="col" class="${isNumber ? 'number' : ''}">${title}</th>`,
  )
  const cell = (each: Cell, index: number) =>
    index === 0
      ? html`<th scope="row">${each}</th>`
      : html`<td class="${columns[index]?.isNumber ? 'number' : ''}">${each}</td>`
  const body =
    rows.length === 0
      ? html`<tr>
          <td class="empty" colspan="${columns.length}">Nothing yet.</td>
        </tr>`
      : rows.map(
          (row) =>
            html`<tr>
              ${row.map(cell)}
            </tr>`,
        )
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`
}

export function text(title: string): Column {
  return { title }
}

export function number(title: string): Column {
  return { title, isNumber: true }
}
