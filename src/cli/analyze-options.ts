import { AppError } from '../errors.ts'

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
