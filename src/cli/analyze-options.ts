import { AppError } from '../errors.ts'
import type { Library } from '../prompts/library.ts'

export interface AnalyzeOptions {
  analysis: string
  set: string[]
  json: boolean
  /** Null: as many as the analysis says. */
  variations: number | null
  /** For a folder: where the results go. */
  out: string
  /** For a folder: try what failed again. */
  retry: boolean
}

/** What `--set name=value` gave. Throws `usage`. */
export function parseVariables(settings: string[]): Record<string, string> {
  return Object.fromEntries(
    settings.map((setting) => {
      const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(setting) ?? []
      if (!name || value === undefined) {
        throw new AppError('usage', `bad --set ${setting}`, {
          userMessage: `--set ${setting}: expected name=value.`,
        })
      }
      return [name.trim(), value]
    }),
  )
}

/** Throws `usage` where the analysis does not have them. */
export function checkVariables(
  library: Library,
  analysisName: string,
  variables: Record<string, string>,
): void {
  const names = library
    .get(analysisName)
    .variables.filter((variable) => variable.type !== 'document')
    .map((variable) => variable.name)
  const unknown = Object.keys(variables).filter((name) => !names.includes(name))
  if (unknown.length === 0) return
  throw new AppError('usage', `unknown variables ${unknown.join(', ')}`, {
    userMessage: `${analysisName} has no variable ${unknown.join(', ')}. It has: ${names.join(', ')}.`,
  })
}
