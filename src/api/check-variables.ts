import type { Analysis } from '../prompts/library.ts'
import { refused } from './refused.ts'

/** Refuses variables that the analysis does not have, and names those that it needs and did not get. */
export function checkVariables(
  analysis: Pick<Analysis, 'name' | 'variables'>,
  given: Record<string, string>,
): void {
  const variables = analysis.variables.filter((variable) => variable.type !== 'document')
  const names = variables.map((variable) => variable.name)
  const unknown = Object.keys(given).filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    const known = names.length > 0 ? `It has: ${names.join(', ')}.` : 'It has none.'
    throw refused(`${analysis.name} has no variable ${unknown.join(', ')}. ${known}`)
  }
  const missing = variables.filter(({ name, required }) => required && !given[name]).map(({ name }) => name)
  if (missing.length > 0) throw refused(`${analysis.name} needs the variable ${missing.join(', ')}.`)
}
