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
const lists = ['answers', 'findings', 'findings_hash', 'options', 'tally']

/**
 * Compares what was recorded of a row with what is to be said of it now. A field that was not recorded is not compared:
 * an older version of the program wrote less. `isForgotten`: its texts are, so that their hashes say nothing. `mayBeGone`: that
 * something of it was removed is on record; else a text that is no longer there was taken away.
 */
export function compareFacts(
  recorded: Record<string, unknown>,
  now: Record<string, unknown>,
  { isForgotten, mayBeGone }: { isForgotten: boolean; mayBeGone: boolean },
): Compared {
  const all: Compared = { changed: [], gone: [] }
  const compare = (was: unknown, is: unknown, of: { field: string; isContent: boolean }) => {
    const { field, isContent } = of
    if (isDeepStrictEqual(was, is)) return
    const isGone = is === null || is === undefined || isForgotten
    if (isRecord(was) && isRecord(is) && !(isContent && isForgotten)) {
      const name = field.split('.').at(-1) ?? ''
      const names = lists.includes(name) ? { ...is, ...was } : was
      for (const inner of Object.keys(names))
        compare(was[inner], is[inner], { field: `${field}.${inner}`, isContent })
    } else if (mayBeGone && isContent && was !== null && was !== undefined && isGone) all.gone.push(field)
    else all.changed.push(field)
  }
  for (const [name, was] of Object.entries(recorded))
    if (name !== 'also') compare(was, now[name], { field: name, isContent: content.test(name) })
  return all
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
