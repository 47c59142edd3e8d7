import { sql } from 'kysely'
import { withoutSecrets } from '../../llm/secrets.ts'
import type { Check } from './all-checks.ts'
import type { CheckContext } from './context.ts'
import { failed, skipped, type Outcome, type State } from './outcome.ts'

const usualLimitMs = 10_000
/** Until this one answers, what needs it waits. */
const databaseLimitMs = 60_000

/** One line of the report; the shape that `check --json` prints. */
export interface Checked {
  name: string
  state: State
  what: string
  fix: string | null
}

/** Runs all checks at once, each within its time. What one of them throws is its own failure. */
export async function runChecks(checks: Check[], context: CheckContext): Promise<Checked[]> {
  const hide = hideSecrets(context)
  const each = await Promise.all(checks.map(async (check) => runCheck(check, context)))
  return each.flatMap((outcomes, index) =>
    outcomes.map(({ state, what, fix, of }) => ({
      name: [checks[index]?.name, of].filter((word) => word !== undefined).join(' '),
      state,
      what: hide(what),
      fix: fix === null ? null : hide(fix),
    })),
  )
}

async function runCheck(check: Check, context: CheckContext): Promise<Outcome[]> {
  if (check.needsDatabase) {
    const isThere = await withinMs(databaseLimitMs, () => answers(context), false)
    if (!isThere) return [skipped('the database cannot be asked')]
  }
  const limitMs = check.limitMs ?? usualLimitMs
  const late = failed(
    `no answer within ${limitMs / 1000} s`,
    'Check the way to it: a firewall that drops what it does not like looks so.',
  )
  try {
    const outcome = await withinMs(limitMs, (signal) => check.run(context, signal), late)
    return [outcome].flat()
  } catch (error) {
    const kind = error instanceof Error ? error.name : typeof error
    return [failed(`it could not be checked (${kind})`, 'Mend what else is said first, then check again.')]
  }
}

async function answers(context: CheckContext): Promise<boolean> {
  try {
    const { db } = await context.database()
    await sql`select 1`.execute(db)
    return true
  } catch {
    return false
  }
}

async function withinMs<T, L>(
  limitMs: number,
  work: (signal: AbortSignal) => Promise<T>,
  late: L,
): Promise<T | L> {
  const stop = new AbortController()
  const { promise: tooLate, resolve } = Promise.withResolvers<L>()
  const timer = setTimeout(() => {
    resolve(late)
    stop.abort()
  }, limitMs)
  return Promise.race([work(stop.signal), tooLate]).finally(() => clearTimeout(timer))
}

// By their shapes, and by what stands in the environment: whatever a check says, no secret leaves with it.
function hideSecrets({ variables }: CheckContext): (text: string) => string {
  const values = Object.entries(variables)
    .filter(([name]) => /TOKEN|SECRET|_KEY$|PASSWORD/.test(name))
    .flatMap(([, value]) => (value ?? '').split(','))
    .map((value) => value.trim())
    .filter((value) => value.length >= 6)
  return (text) => withoutSecrets(values.reduce((rest, value) => rest.replaceAll(value, '<secret>'), text))
}
