export type Verdict = 'ok' | 'differs' | 'not checked'

/** What was seen of one point. Numbers, names and codes: never content, never keys. */
export interface Seen {
  verdict: Verdict
  seen: string
}

/** One thing that we believe of a vendor. */
export interface Point {
  name: string
  /** Whether the program works worse, or not at all, where it is otherwise. */
  isRelied: boolean
  look: () => Promise<Seen>
}

export function expected(isSo: boolean, seen: string): Seen {
  return { verdict: isSo ? 'ok' : 'differs', seen }
}

/** Looks at one after the other and prints a line for each; false where something that is relied on was not seen to be so. */
export async function lookAt(vendor: string, points: Point[]): Promise<boolean> {
  let isGood = true
  for (const { name, isRelied, look } of points) {
    const { verdict, seen } = await look().catch((error: unknown): Seen => ({
      verdict: 'not checked',
      seen: kindOf(error),
    }))
    const note = verdict !== 'ok' && !isRelied ? ' (nothing here relies on it)' : ''
    console.log(`${verdict.padEnd(11)}  ${vendor}: ${name}${note}: ${seen}`)
    if (isRelied && verdict !== 'ok') isGood = false
  }
  return isGood
}

// Messages of errors may repeat what was sent.
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an error'
  const cause = error.cause instanceof Error ? `, caused by ${kindOf(error.cause)}` : ''
  const { status, type, code } = error as { status?: unknown; type?: unknown; code?: unknown }
  const known = [status, type, code].filter((part) => typeof part === 'number' || isWord(part))
  return `${[error.constructor.name, ...known].join(' ')}${cause}`
}

function isWord(part: unknown): boolean {
  return typeof part === 'string' && /^[a-z_]{1,60}$/i.test(part)
}
