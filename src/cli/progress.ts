import type { WriteStream } from 'node:tty'
import { progressOf } from '../tasks/task-lines.ts'
import type { TaskView } from '../tasks/task-view.ts'

const width = 24

export interface Progress {
  show(view: TaskView): void
  [Symbol.dispose](): void
}

/** One line that fills up, on a terminal; a line per change elsewhere. */
export function createProgress(stream: WriteStream | NodeJS.WriteStream): Progress {
  let last = ''
  return {
    show(view) {
      const line = lineOf(view)
      if (line === last) return
      last = line
      stream.write(stream.isTTY ? `\r\u001B[K${line}` : `${line}\n`)
    },
    [Symbol.dispose]() {
      if (stream.isTTY) stream.write('\r\u001B[K')
    },
  }
}

function lineOf(view: TaskView): string {
  const { ended, of } = progressOf(view)
  const share = of === 0 ? 0 : ended / of
  const filled = Math.round(share * width)
  const running = view.subtasks
    .filter((subtask) => subtask.state === 'running')
    .map((subtask) => subtask.title)
  const what = view.state === 'running' ? running.join(', ') : view.state
  return `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${ended}/${of} ${what}`
}
