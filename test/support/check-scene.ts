import { allChecks } from '../../src/cli/check/all-checks.ts'
import { openContext } from '../../src/cli/check/context.ts'
import { runChecks, type Checked } from '../../src/cli/check/run-checks.ts'
import { inject } from 'vitest'

/** What `paralegal check` finds with these variables; of only the named checks, where any are named. */
export async function checked(variables: Record<string, string>, ...names: string[]): Promise<Checked[]> {
  const template = inject('templateUrl')
  const environment = { DATABASE_URL: template, ...variables }
  await using context = openContext(environment, AbortSignal.timeout(9000))
  const wanted = allChecks.filter(({ name }) => names.length === 0 || names.includes(name))
  return runChecks(wanted, context)
}

/** The only outcome of one check. */
export async function checkedOne(name: string, variables: Record<string, string>): Promise<Checked> {
  const [outcome, ...more] = await checked(variables, name)
  if (!outcome || more.length > 0) throw new Error(`${name} has ${more.length + 1} outcomes`)
  return outcome
}
