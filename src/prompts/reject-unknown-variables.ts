import { AppError } from '../errors.ts'
import type { Analysis } from './analysis.ts'

/** Throws `usage` naming the values that are for no variable of the analysis, and the variables that it has. */
export function rejectUnknownVariables(
  analysis: Pick<Analysis, 'name' | 'variables'>,
  given: Record<string, string>,
): void {
  const names = analysis.variables.filter(({ type }) => type !== 'document').map(({ name }) => name)
  const unknown = Object.keys(given).filter((name) => !names.includes(name))
  if (unknown.length === 0) return
  const known = names.length > 0 ? `It has: ${names.join(', ')}.` : 'It has none.'
  throw new AppError('usage', `unknown variables ${unknown.join(', ')}`, {
    userMessage: `${analysis.name} has no variable ${unknown.join(', ')}. ${known}`,
  })
}
