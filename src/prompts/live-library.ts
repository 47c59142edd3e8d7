import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { loadLibrary, type Library } from './library.ts'

/** The prompts folder as it is now: what changes on the disk changes here. */
export interface LiveLibrary extends Library {
  /** Is called after every change. */
  onChange(listener: () => void): void
  [Symbol.dispose](): void
}

const lookEveryMs = 1000

/**
 * Reads the folder, and again as a whole when its files have changed and then rested for a second. A change that is not
 * valid is logged once and left out: the last good state stays. Throws `prompt_invalid` where the first one is not valid.
 */
export async function openLibrary(folder: string, log: Logger): Promise<LiveLibrary> {
  const listeners: (() => void)[] = []
  let read = await fingerprint(folder)
  let seen = read
  let current = await loadLibrary(folder)

  const look = async (): Promise<void> => {
    const now = await fingerprint(folder)
    const isAtRest = now === seen
    seen = now
    if (!isAtRest || now === read) return
    read = now
    current = await loadLibrary(folder)
    log.info({ analyses: current.analyses.map(({ name }) => name) }, 'prompts were changed and are read anew')
    for (const listener of listeners) listener()
  }
  let isLooking = false
  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    look()
      .catch((error: unknown) => {
        if (!(error instanceof AppError)) return log.error({ err: error }, 'cannot look after the prompts')
        log.error({ fix: error.userMessage }, 'prompts were changed but are not valid; the last ones stay')
      })
      .finally(() => {
        isLooking = false
      })
  }, lookEveryMs)
  timer.unref()
  return {
    folder,
    get analyses() {
      return current.analyses
    },
    get offered() {
      return current.offered
    },
    get gitCommit() {
      return current.gitCommit
    },
    find: (name) => current.find(name),
    get: (name) => current.get(name),
    onChange: (listener) => void listeners.push(listener),
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

// Sizes and times are enough, and cheap; some file systems do not tell of changes.
async function fingerprint(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile() && /\.(?:yml|txt)$/.test(entry.name))
  const lines = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name)
    const found = await stat(path).catch(() => null)
    return `${path} ${found?.mtimeMs} ${found?.size}`
  })
  return (await Promise.all(lines)).sort().join('\n')
}
