import { h, type JSX } from 'preact'
import { Icon, isDrawn } from './icon.ts'

const known: Record<string, string> = {
  scales: '⚖',
  tada: '🎉',
  star: '★',
  one: '1',
  two: '2',
  three: '3',
  a: 'A',
  b: 'B',
  c: 'C',
  question: '?',
  pencil2: '✎',
}

const circles: Record<string, string> = {
  red_circle: 'red',
  large_orange_circle: 'orange',
  large_yellow_circle: 'yellow',
  large_green_circle: 'green',
  large_blue_circle: 'blue',
  white_circle: 'white',
}

/** An emoji by its name, drawn where that can be: machines without an emoji font show it too. */
export function Emoji({ name }: { name: string }): JSX.Element {
  const circle = circles[name]
  if (circle)
    return h('span', { class: `dot ${circle}`, role: 'img', 'aria-label': name.replaceAll('_', ' ') })
  if (isDrawn(name)) return h(Icon, { name, label: name.replaceAll('_', ' ') })
  return h('span', null, known[name] ?? `:${name}:`)
}
