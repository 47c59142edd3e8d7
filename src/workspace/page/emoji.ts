const known: Record<string, string> = {
  thumbsup: '👍',
  '+1': '👍',
  thumbsdown: '👎',
  eyes: '👀',
  white_check_mark: '✅',
  warning: '⚠️',
  x: '❌',
  mag: '🔍',
  red_circle: '🔴',
  large_yellow_circle: '🟡',
  large_green_circle: '🟢',
  large_blue_circle: '🔵',
  white_circle: '⚪',
  large_orange_circle: '🟠',
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

/** The sign for an emoji's name; the name itself where this page does not know it. */
export function emoji(name: string): string {
  return known[name] ?? `:${name}:`
}
