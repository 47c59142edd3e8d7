import { html } from 'hono/html'
import type { Html } from './table.ts'

export interface Series {
  name: string
  /** The colour: `good`, `bad`, `calm`, or the first of four others. */
  look: 'good' | 'bad' | 'calm' | 'first' | 'second' | 'third' | 'fourth'
}

export interface Bars {
  title: string
  series: Series[]
  /** From left to right; a value per series. */
  columns: { label: string; values: number[] }[]
  /** How a value is written. */
  say: (value: number) => string
  /** Beside another one. */
  isHalf?: boolean
}

// As many units as it has pixels on a usual screen, so that letters have their size.
const whole = 1140
const half = 545
const height = 220
const left = 64
const bottom = 28
const top = 12

/** Stacked columns, drawn here: no script is needed to see them, and a table says the same in words. */
export function bars(of: Bars): Html {
  const { title, series, columns, say } = of
  const width = of.isHalf ? half : whole
  const sums = columns.map(({ values }) => values.reduce((sum, value) => sum + value, 0))
  const highest = niceAbove(Math.max(0, ...sums))
  const room = { x: width - left, y: height - top - bottom }
  const step = room.x / Math.max(1, columns.length)
  const yOf = (value: number) => top + room.y * (1 - value / highest)
  const every = Math.ceil(columns.length / (of.isHalf ? 8 : 15))
  const lines = [0, 0.5, 1].map((part) => {
    const y = round(yOf(highest * part))
    return html`<line class="grid" x1="${left}" x2="${width}" y1="${y}" y2="${y}" /><text
        class="axis"
        x="${left - 8}"
        y="${y + 4}"
        text-anchor="end"
        >${say(highest * part)}</text
      >`
  })
  const stacks = columns.map((column, index) => {
    const x = round(left + index * step + step * 0.12)
    let from = 0
    const parts = column.values.map((value, which) => {
      const y = yOf(from + value)
      const tall = yOf(from) - y
      from += value
      return value === 0
        ? ''
        : html`<rect
            class="${series[which]?.look ?? 'calm'}"
            x="${x}"
            y="${round(y)}"
            width="${round(step * 0.76)}"
            height="${round(Math.max(tall, 1))}"
          />`
    })
    const said = series.map(({ name }, which) => `${name}: ${say(column.values[which] ?? 0)}`).join(', ')
    const label =
      index % every === 0
        ? html`<text class="axis" x="${round(x + step * 0.38)}" y="${height - 8}" text-anchor="middle"
            >${column.label}</text
          >`
        : ''
    return html`<g><title>${column.label}: ${said}</title>${parts}</g>${label}`
  })
  return html`<figure>
    <figcaption>${title}</figcaption>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">${lines}${stacks}</svg>
    ${legend(series)}
  </figure>`
}

function legend(series: Series[]): Html | '' {
  if (series.length < 2) return ''
  return html`<span class="legend"
    >${series.map(
      ({ name, look }) =>
        html`<span
          ><svg viewBox="0 0 10 10" aria-hidden="true">
            <rect class="${look}" width="10" height="10" rx="2" /></svg
          >${name}</span
        >`,
    )}</span
  >`
}

/** A bar for a share of a whole, with its words beside it. */
export function meter(part: number, words: string): Html {
  const shown = Math.min(1, Math.max(0, part))
  const look = part > 1 ? 'bad' : part > 0.8 ? 'second' : 'first'
  return html`<span class="meter"
    ><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="ground" width="100" height="10" />
      <rect class="${look}" width="${round(shown * 100)}" height="10" /></svg
    >${words}</span
  >`
}

export interface Stretch {
  name: string
  look: Series['look']
  /** In seconds from the start; `to` null while it goes on. */
  from: number | null
  to: number | null
  words: string
}

/** What ran when: a line each, from left to right. */
export function stretches(title: string, lines: Stretch[], seconds: number): Html {
  const width = whole
  const row = 26
  const nameRoom = 190
  const wordRoom = 90
  const room = width - nameRoom - wordRoom
  const xOf = (at: number) => nameRoom + (room * Math.min(at, seconds)) / Math.max(seconds, 0.001)
  const drawn = lines.map(({ name, look, from, to, words }, index) => {
    const y = index * row
    const x = xOf(from ?? 0)
    const bar =
      from === null
        ? ''
        : html`<rect
            class="${look}"
            x="${round(x)}"
            y="${y + 5}"
            width="${round(Math.max(2, xOf(to ?? seconds) - x))}"
            height="14"
            rx="3"
          />`
    return html`<text class="label" x="0" y="${y + 16}">${name}</text>${bar}<text
        class="axis"
        x="${width}"
        y="${y + 16}"
        text-anchor="end"
        >${words}</text
      >`
  })
  return html`<figure>
    <figcaption>${title}</figcaption>
    <svg viewBox="0 0 ${width} ${Math.max(1, lines.length) * row + 4}" role="img" aria-label="${title}">
      ${drawn}
    </svg>
  </figure>`
}

// 1, 2 or 5 times a power of ten, so that the axis can be read.
function niceAbove(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 5, 10].map((times) => times * power).find((nice) => nice >= value) ?? value
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
