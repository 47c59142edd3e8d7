import { h, type JSX } from 'preact'

const known: Record<string, string> = {
  thumbsup: '👍',
  '+1': '👍',
  thumbsdown: '👎',
  eyes: '👀',
  white_check_mark: '✅',
  warning: '⚠️',
  x: '❌',
  mag: '🔍',
  hourglass_flowing_sand: '⏳',
  page_facing_up: '📄',
  scales: '⚖️',
  tada: '🎉',
  star: '⭐',
  one: '1️⃣',
  two: '2️⃣',
  three: '3️⃣',
  a: '🅰️',
  b: '🅱️',
  c: '©️',
  question: '❓',
  lock: '🔒',
  bulb: '💡',
  pencil2: '✏️',
}

const circles: Record<string, string> = {
  red_circle: 'red',
  large_orange_circle: 'orange',
  large_yellow_circle: 'yellow',
  large_green_circle: 'green',
  large_blue_circle: 'blue',
  white_circle: 'white',
}

/** An emoji by its name. Circles are drawn, so that they have their colour on machines without an emoji font too. */
export function Emoji({ name }: { name: string }): JSX.Element {
  const circle = circles[name]
  if (circle)
    return h('span', { class: `dot ${circle}`, role: 'img', 'aria-label': name.replaceAll('_', ' ') })
  return h('span', null, known[name] ?? `:${name}:`)
}
