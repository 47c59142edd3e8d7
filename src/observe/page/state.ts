import { html } from 'hono/html'
import type { Series } from './chart.ts'
import type { Html } from './table.ts'

/** How well a state is. */
export function lookOf(state: string): Series['look'] {
  if (state === 'done') return 'good'
  if (state === 'failed' || state === 'expired') return 'bad'
  return state === 'cancelled' || state === 'pending' || state === 'queued' ? 'calm' : 'first'
}

export function stateBadge(state: string): Html {
  return html`<span class="state ${lookOf(state)}">${state}</span>`
}
