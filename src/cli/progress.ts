import type { WriteStream } from 'node:tty'

const width = 24

export interface Progress {
  /** Shows a line; where there is no terminal, the other one, once per change. */
  show(line: string, plainLine?: string): void
  [Symbol.dispose](): void
}

/** One line that is renewed in place, on a terminal; a line per change elsewhere. */
export function createProgress(stream: WriteStream | NodeJS.WriteStream): Progress {
  let last = ''
  return {
    show(line, plainLine = line) {
      const next = stream.isTTY ? line : plainLine
      if (next === last) return
      last = next
      stream.write(stream.isTTY ? `\r\u001B[K${next.slice(0, stream.columns - 1)}` : `${next}\n`)
    },
    [Symbol.dispose]() {
      if (stream.isTTY) stream.write('\r\u001B[K')
    },
  }
}

/** `[######......]` */
export function bar(done: number, of: number): string {
  const filled = of === 0 ? 0 : Math.round((done / of) * width)
  return `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}]`
}
