import { isDeepStrictEqual } from 'node:util'

export interface Compared {
  /** Fields that are not what was recorded. */
  changed: string[]
  /** Texts that are no longer there. */
  gone: string[]
}

/** Fields whose content may be forgotten; nothing but content may be. */
const content = /(?:_hash|document_id|document_sha256)$/

/** Fields that list things by their names: one that was added counts too. */
const lists = ['answers', 'findings', 'options', 'tally']

/**
 * Compares what was recorded of a row with what is to be said of it now. A field that was not recorded is not compared:
 * an older version of the program wrote less. `isForgotten`: its texts are, so that their hashes say nothing.
 */
export function compareFacts(
  recorded: Record<string, unknown>,
  now: Record<string, unknown>,
  { isForgotten, path = '' }: { isForgotten: boolean; path?: string },
): Compared {
  const all: Compared = { changed: [], gone: [] }
  for (const [name, was] of Object.entries(recorded)) {
    const field = `${path}${name}`
    const is = now[name]
    if (name === 'also' || isDeepStrictEqual(was, is)) continue
    if (content.test(name) && was !== null && (is === null || isForgotten)) all.gone.push(field)
    else if (isRecord(was) && isRecord(is)) {
      const inner = compareFacts(lists.includes(name) ? { ...unrecorded(is), ...was } : was, is, {
        isForgotten,
        path: `${field}.`,
      })
      all.changed.push(...inner.changed)
      all.gone.push(...inner.gone)
    } else if (name === 'findings' && isForgotten && is === null) all.gone.push(field)
    else all.changed.push(field)
  }
  return all
}

function unrecorded(of: Record<string, unknown>): Record<string, undefined> {
  return Object.fromEntries(Object.keys(of).map((name) => [name, undefined]))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
