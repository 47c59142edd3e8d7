import { h, type JSX } from 'preact'

// Drawn on 16 × 16, so that they look the same on machines without an emoji font.
const lines: Record<string, string> = {
  thumbsup:
    'M5 7.2 8 1.8c1.2 0 1.8.9 1.6 2L9.2 6h3.6c1 0 1.6.9 1.4 1.8l-1 4.6c-.2.9-.8 1.4-1.7 1.4H5zM5 7.2H2v6.6h3',
  thumbsdown:
    'M5 8.8 8 14.2c1.2 0 1.8-.9 1.6-2L9.2 10h3.6c1 0 1.6-.9 1.4-1.8l-1-4.6c-.2-.9-.8-1.4-1.7-1.4H5zM5 8.8H2V2.2h3',
  eyes: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 6.1a1.9 1.9 0 1 0 0 3.8 1.9 1.9 0 0 0 0-3.8z',
  white_check_mark: 'M2 2h12v12H2zM4.8 8.2l2.3 2.4 4.2-5',
  x: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  warning: 'M8 2 14.8 13.8H1.2zM8 6.4v3.4M8 11.4v.6',
  lock: 'M3.5 7.2h9v6.6h-9zM5.4 7.2V4.8a2.6 2.6 0 0 1 5.2 0v2.4',
  mag: 'M7 2.2a4.6 4.6 0 1 0 0 9.2 4.6 4.6 0 0 0 0-9.2zM10.4 10.4l3.6 3.6',
  hourglass_flowing_sand: 'M4 2h8M4 14h8M4.8 2c0 4 6.4 8 6.4 12M11.2 2c0 4-6.4 8-6.4 12',
  page_facing_up: 'M4 1.8h5.4L12.4 5v9.2H4zM9.2 2v3.2h3.2M6 8h4.4M6 10.8h4.4',
  bulb: 'M6 11.4C4.6 10.4 3.8 9 3.8 7.2a4.2 4.2 0 0 1 8.4 0c0 1.8-.8 3.2-2.2 4.2zM6.2 13.8h3.6',
  zap: 'M9.2 1.5 3.4 9H8l-1 5.5L12.8 7H8.2z',
  more: 'M3.2 8h.1M8 8h.1M12.8 8h.1',
  plus: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
}

const names: Record<string, string> = { '+1': 'thumbsup' }

/** Whether there is a drawing of that name. */
export function isDrawn(name: string): boolean {
  return (names[name] ?? name) in lines
}

/** A small drawing; with a label it is read out, else it is decoration. */
export function Icon({ name, label }: { name: string; label?: string }): JSX.Element {
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': label }
  return h(
    'svg',
    { class: `drawn ${name}`, viewBox: '0 0 16 16', width: 16, height: 16, ...named },
    h('path', { d: lines[names[name] ?? name] ?? '' }),
  )
}
