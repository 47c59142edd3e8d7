import { readConfig, type Config } from '../../config.ts'
import { Environment } from '../../environment.ts'
import { AppError } from '../../errors.ts'

/** Stands for variables that are each well, but do not go together. */
export const togetherName = 'SLACK_*'

export type Variables = Record<string, string | undefined>

export interface Settings {
  /** As far as it can be read: what is wrong is left out, so that the rest can be checked all the same. */
  config: Config
  problems: { variable: string; problem: string }[]
  /** Whether a variable of this name, or of these, is wrong, so that what depends on it cannot be checked. */
  isBroken(variables: RegExp): boolean
}

export function readSettings(variables: Variables): Settings {
  const parsed = Environment.safeParse(variables)
  const problems = (parsed.error?.issues ?? []).map((issue) => ({
    variable: String(issue.path[0]),
    problem: issue.message,
  }))
  const wrong = problems.map(({ variable }) => variable)
  const isBroken = (pattern: RegExp) => problems.some(({ variable }) => pattern.test(variable))
  const understood = without(variables, (name) => wrong.includes(name))
  try {
    return { config: readConfig(understood), problems, isBroken }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // The Slack variables do not go together; where one of them is wrong by itself, that was said already.
    if (!isBroken(/^(?:SLACK_|PARALEGAL_KEY$|PARALEGAL_PUBLIC_URL$)/))
      problems.push({ variable: togetherName, problem: error.userMessage.replaceAll(/\s+/g, ' ') })
    const config = readConfig(without(understood, (name) => name.startsWith('SLACK_')))
    return { config, problems, isBroken: (pattern) => isBroken(pattern) || pattern.test(togetherName) }
  }
}

function without(variables: Variables, isLeftOut: (name: string) => boolean): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !isLeftOut(name)))
}
