import { allChecks } from './check/all-checks.ts'
import { openContext } from './check/context.ts'
import type { State } from './check/outcome.ts'
import { runChecks, type Checked } from './check/run-checks.ts'
import { printable } from './print-task.ts'

const probeLimitMs = 9000

/** Looks at everything this installation needs, and says of each failure what to do. 1 where something failed. */
export async function check({ json }: { json?: true }): Promise<number> {
  await using context = openContext(process.env, AbortSignal.timeout(probeLimitMs))
  const checks = await runChecks(allChecks, context)
  const isWell = checks.every(({ state }) => state !== 'failed')
  if (json) console.log(JSON.stringify({ ok: isWell, checks }, null, 2))
  else console.log(printable(report(checks, isWell)))
  return isWell ? 0 : 1
}

const marks: Record<State, string> = { ok: '✓', warning: '!', failed: '✗', skipped: '–' }

function report(checks: Checked[], isWell: boolean): string {
  const width = Math.min(24, Math.max(...checks.map(({ name }) => name.length)))
  const lines = checks.flatMap(({ name, state, what, fix }) => [
    `${marks[state]} ${name.padEnd(width)}  ${what}`,
    ...(fix === null ? [] : [`  ${''.padEnd(width)}  → ${fix}`]),
  ])
  const failures = checks.filter(({ state }) => state === 'failed').length
  const warnings = checks.filter(({ state }) => state === 'warning').length
  const words = warnings === 0 ? '' : ` ${warnings} to look at (!).`
  return [...lines, '', isWell ? `Nothing is wrong.${words}` : `${failures} to mend (✗).${words}`].join('\n')
}
