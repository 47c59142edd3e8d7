import { html } from 'hono/html'
import type { Html } from './table.ts'
import { exactTime } from './words.ts'

const places = [
  ['/operator', 'Overview'],
  ['/operator/tasks', 'Tasks'],
  ['/operator/queue', 'Queue'],
  ['/operator/costs', 'Costs'],
  ['/operator/prompts', 'Prompts'],
  ['/operator/models', 'Models'],
] as const

export type PlacePath = (typeof places)[number][0]

export interface PageOf {
  title: string
  at: PlacePath
  /** Seconds until the browser looks again by itself; null: it does not. */
  refresh: number | null
  /** The address without that wish. */
  self: string
}

/** A page of the operator's, around what it shows. */
export function page({ title, at, refresh, self }: PageOf, body: Html | Html[]): Html {
  const links = places.map(
    ([path, name]) => html`<a href="${path}" ${path === at ? html`aria-current="page"` : ''}>${name}</a>`,
  )
  const toggle =
    refresh === null
      ? html`<a href="${withRefresh(self)}">look again every 30 s</a>`
      : html`looks again every ${refresh} s · <a href="${self}">stop</a>`
  return shell({
    title,
    head: refresh === null ? '' : html`<meta http-equiv="refresh" content="${refresh}" />`,
    body: html`<header>
        <div>
          <strong>Paralegal</strong>
          <nav aria-label="Pages">${links}</nav>
          <span class="asof">As of ${exactTime(new Date())} · ${toggle}</span>
          <form method="post" action="/operator/logout"><button class="quiet">Log out</button></form>
        </div>
      </header>
      <main>
        <h1>${title}</h1>
        ${body}
      </main>`,
  })
}

export function shell({ title, head, body }: { title: string; head: Html | ''; body: Html }): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Paralegal</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/operator/style.css" />
        ${head}
      </head>
      <body>
        ${body}
      </body>
    </html> `
}

function withRefresh(self: string): string {
  return `${self}${self.includes('?') ? '&' : '?'}refresh=30`
}
