import type { Analysis } from '../prompts/library.ts'
import { rejectUnknownVariables } from '../prompts/reject-unknown-variables.ts'
import { refused } from './refused.ts'

/** Refuses variables that the analysis does not have, and names those that it needs and did not get. */
export function checkVariables(
  analysis: Pick<Analysis, 'name' | 'variables'>,
  given: Record<string, string>,
): void {
  rejectUnknownVariables(analysis, given)
  const missing = analysis.variables
    .filter(({ name, type, required }) => type !== 'document' && required && !given[name])
    .map(({ name }) => name)
  if (missing.length > 0) throw refused(`${analysis.name} needs the variable ${missing.join(', ')}.`)
}
