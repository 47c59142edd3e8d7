import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Journal<Entry> {
  /** What stood there when it was opened or last compacted, oldest first. */
  entries: Entry[]
  /** On disk when it returns: a killed process loses nothing. */
  append(entry: Entry): void
  /** Replaces all that was written by a shorter way to say it. */
  compact(entries: Entry[]): void
}

/** A file of JSON lines. A last line that a killed process left unfinished is dropped. */
export function openJournal<Entry>(folder: string, name: string): Journal<Entry> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, name)
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const unfinished = lines.pop()
  const entries = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Entry)
  const write = (all: Entry[]) => {
    writeFileSync(`${file}.new`, all.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  if (unfinished) write(entries)
  const journal: Journal<Entry> = {
    entries,
    append: (entry) => appendFileSync(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 }),
    compact(all) {
      write(all)
      journal.entries = all
    },
  }
  return journal
}
