import { Environment } from '../../environment.ts'
import type { CheckContext } from './context.ts'
import { failed, ok, warning, type Outcome } from './outcome.ts'
import { similarName } from './similar-name.ts'
import { togetherName, type Variables } from './settings.ts'

const known = Object.keys(Environment.shape)

/** Variables that are wrong, that nobody reads, or whose values came with their quotation marks. */
export async function checkEnvironment({ variables, settings }: CheckContext): Promise<Outcome[]> {
  const outcomes = [
    ...settings.problems.map(({ variable, problem }) => ({
      ...failed(isOneVariable(variable) ? `${variable} ${problem}` : problem, fixOf(variable, variables)),
      of: variable,
    })),
    ...quoted(variables),
    ...unknown(variables),
  ]
  const set = known.filter((name) => (variables[name] ?? '').trim() !== '')
  if (outcomes.length > 0) return outcomes
  return [
    ok(set.length === 0 ? 'nothing is set: all of it runs on this machine' : `understood: ${set.join(', ')}`),
  ]
}

function fixOf(variable: string, variables: Variables): string {
  const { SLACK_BOT_TOKEN: bot = '', SLACK_APP_TOKEN: app = '' } = variables
  if (variable === 'SLACK_BOT_TOKEN' || variable === 'SLACK_APP_TOKEN') {
    if (bot.startsWith('xapp-') && app.startsWith('xoxb-'))
      return 'SLACK_BOT_TOKEN and SLACK_APP_TOKEN are swapped: exchange them.'
    if (variable === 'SLACK_BOT_TOKEN') return botTokenFix(bot)
    if (app.startsWith('xox'))
      return 'This is a token of OAuth & Permissions; make one under Basic Information → App-Level Tokens.'
  }
  return `Set ${isOneVariable(variable) ? variable : 'what is missing'} as said, or take it out.`
}

function isOneVariable(name: string): boolean {
  return name !== togetherName
}

function botTokenFix(token: string): string {
  if (token.startsWith('xoxp-')) return 'This is a token of a person; take the Bot User OAuth Token below it.'
  if (token.startsWith('xoxe'))
    return 'This token expires: turn off token rotation (the manifest has it off), and install the app again.'
  if (token.startsWith('xapp-')) return 'This is the app-level token: it belongs into SLACK_APP_TOKEN.'
  return 'Copy it from OAuth & Permissions → Bot User OAuth Token.'
}

// `docker run --env-file` and Kubernetes keep the quotation marks that a shell would take away.
function quoted(variables: Variables): Outcome[] {
  return known
    .filter((name) => /^(["']).*\1$/.test(variables[name] ?? ''))
    .map((name) => ({
      ...failed(
        `${name} has quotation marks around its value`,
        `Take them away: what reads your file keeps them.`,
      ),
      of: name,
    }))
}

function unknown(variables: Variables): Outcome[] {
  return Object.keys(variables)
    .filter((name) => !known.includes(name))
    .flatMap((name) => {
      const meant = similarName(name, known)
      const isOurs = /^(?:PARALEGAL|SLACK)_/.test(name)
      if (
        !isOurs &&
        !(meant !== null && /^(?:ANTHROPIC|OPENAI|DATABASE)_/.test(meant) && variables[meant] === undefined)
      )
        return []
      const fix = meant === null ? 'Take it out.' : `Did you mean ${meant}?`
      return [{ ...warning(`${name} is set, and nothing reads it`, fix), of: name }]
    })
}
