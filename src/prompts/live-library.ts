import { readdirSync, statSync, type Dirent } from 'node:fs'
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
  let read = fingerprint(folder)
  let seen = read
  let current = await loadLibrary(folder)

  const look = async (): Promise<void> => {
    const now = fingerprint(folder)
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
        // The words of it quote the prompt.
        log.error(
          { err: error },
          'prompts were changed but are not valid, the last ones stay: see npx paralegal prompts check',
        )
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

// Sizes and times are enough, and cheap; some file systems do not tell of changes. Done at once: fifty small questions to the
// system take less time so than by turns. Documents of data sets are none of it.
function fingerprint(folder: string): string {
  const lines: string[] = []
  for (const entry of list(folder)) {
    const path = join(folder, entry.name)
    const files = entry.isDirectory() ? list(path).map(({ name }) => join(path, name)) : [path]
    for (const file of files.filter((each) => /\.(?:yml|txt)$/.test(each))) {
      const found = statSync(file, { throwIfNoEntry: false })
      lines.push(`${file} ${found?.mtimeMs} ${found?.size}`)
    }
  }
  return lines.sort().join('\n')
}

function list(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // It may go between two looks; reading it anew says what is wrong.
    return []
  }
}
