import { botScopes } from '../../slack/manifest.ts'
import { askSlack } from './ask-slack.ts'
import type { CheckContext } from './context.ts'
import { failed, ok, skipped, warning, type Outcome } from './outcome.ts'

/** The bot's token: whose it is, and whether Slack takes it. */
export async function checkSlackToken(context: CheckContext): Promise<Outcome> {
  const { slack } = context.settings.config
  if (context.settings.isBroken(/^SLACK_/)) return brokenVariables()
  if (!slack) return ok('the local workspace stands in: SLACK_BOT_TOKEN is not set')
  if ('oauth' in slack) return skipped('each workspace has a token of its own: see “workspaces”')
  const answer = await context.botToken()
  if (answer === null || answer.ok === null) return unreachable(answer?.why ?? '', slack.apiUrl)
  if (!answer.ok)
    return failed(`Slack refuses SLACK_BOT_TOKEN: ${answer.error}`, tokenFixes[answer.error] ?? copyToken)
  const { team, user, bot_id: botId } = answer.fields
  if (typeof botId !== 'string') return failed('SLACK_BOT_TOKEN is not the token of a bot', copyToken)
  return ok(`${String(user)} in ${String(team)}`)
}

const copyToken = 'Copy it anew from OAuth & Permissions → Bot User OAuth Token.'
const tokenFixes: Record<string, string> = {
  account_inactive: 'The app was removed from the workspace: install it again, and copy the token.',
  token_revoked: 'The token was revoked: install the app again, and copy the token.',
  token_expired:
    'Turn token rotation off (the manifest has it off), install the app again, and copy the token.',
  not_allowed_token_type: 'SLACK_BOT_TOKEN holds another kind of token. Copy the Bot User OAuth Token.',
  ratelimited: 'Too many questions just now: check again in a minute.',
}

/** What the token may do, against what the manifest asks for. */
export async function checkSlackScopes(context: CheckContext): Promise<Outcome> {
  const answer = await context.botToken()
  if (answer === null) return skipped('only with a real Slack, and one token')
  if (!answer.ok) return skipped('nothing is known without an answer about the token')
  if (answer.scopes === null) return skipped('Slack did not say which scopes the token has')
  const granted = answer.scopes
  const missing = botScopes.filter((scope) => !granted.includes(scope))
  const superfluous = granted.filter((scope) => !botScopes.includes(scope))
  const manifest = 'Update the app’s manifest with the output of npx paralegal manifest'
  if (missing.length > 0)
    return failed(
      `missing: ${missing.join(', ')}`,
      `${manifest}, and install the app to the workspace again.`,
    )
  if (superfluous.length > 0)
    return warning(
      `more than is needed: ${superfluous.join(', ')}`,
      `${manifest}, and install the app again.`,
    )
  return ok(`all ${botScopes.length} that the manifest asks for`)
}

/** Whether Slack would open a connection. None is opened: Slack would deliver to it. */
export async function checkSocketMode(context: CheckContext, signal: AbortSignal): Promise<Outcome> {
  const { slack } = context.settings.config
  if (context.settings.isBroken(/^SLACK_/)) return brokenVariables()
  if (!slack) return skipped('only with a real Slack')
  if (!slack.appToken) return skipped('SLACK_APP_TOKEN is not set: Slack is heard over HTTP')
  const answer = await askSlack(slack, { method: 'apps.connections.open', token: slack.appToken }, signal)
  if (answer.ok === null) return unreachable(answer.why, slack.apiUrl)
  if (!answer.ok)
    return failed(
      `Slack refuses to open a connection: ${answer.error}`,
      socketFixes[answer.error] ?? socketFix,
    )
  return (await differentApp(context, signal)) ?? ok('Slack opens a connection')
}

const socketFix =
  'Make a new app-level token with the scope connections:write (Basic Information → App-Level Tokens), and turn Socket Mode on.'
const socketFixes: Record<string, string> = {
  missing_scope:
    'The app-level token lacks the scope connections:write: make a new one under Basic Information → App-Level Tokens.',
  not_allowed_token_type:
    'SLACK_APP_TOKEN holds another kind of token: take an app-level token (xapp-…), and turn Socket Mode on.',
  ratelimited: 'Too many questions just now: check again in a minute.',
}

// Two apps, one heard and one speaking, look as if nothing worked: the app-level token has its app's id in it.
async function differentApp(context: CheckContext, signal: AbortSignal): Promise<Outcome | null> {
  const { slack } = context.settings.config
  const heard = /^xapp-\d+-(A[A-Z0-9]+)-/.exec(slack?.appToken ?? '')?.[1]
  const bot = await context.botToken()
  if (!slack || 'oauth' in slack || heard === undefined || !bot?.ok) return null
  const asked = {
    method: 'bots.info',
    token: slack.botToken,
    arguments: { bot: String(bot.fields['bot_id']) },
  }
  const answer = await askSlack(slack, asked, signal)
  const speaks = answer.ok ? (answer.fields['bot'] as { app_id?: unknown } | undefined)?.app_id : undefined
  if (typeof speaks !== 'string' || speaks === heard) return null
  return failed(
    `SLACK_APP_TOKEN is of the app ${heard}, SLACK_BOT_TOKEN of the app ${speaks}`,
    'Take both tokens from the same app.',
  )
}

/** Over HTTP, the secret that Slack signs with. Whether it is the right one shows only when Slack sends something. */
export async function checkSigningSecret({ settings }: CheckContext): Promise<Outcome> {
  const { slack } = settings.config
  if (!slack || slack.appToken || !slack.signingSecret) return skipped('only where Slack is heard over HTTP')
  if (!/^[0-9a-f]{32}$/.test(slack.signingSecret) && slack.apiUrl === null)
    return failed(
      'SLACK_SIGNING_SECRET is not 32 hexadecimal digits',
      'Copy the Signing Secret (not the Client Secret, not the Verification Token) from Basic Information → App Credentials.',
    )
  return ok('it has the right shape')
}

/** What no call of Slack's tells. */
export async function checkByHand({ settings }: CheckContext): Promise<Outcome> {
  const { slack } = settings.config
  if (!slack) return skipped('only with a real Slack')
  const url = slack.appToken ? '' : ' --url https://… of this program, and that Slack says “Verified” there'
  return skipped(
    'events, commands and shortcuts cannot be read from Slack',
    `Compare by hand: api.slack.com/apps → App Manifest with the output of npx paralegal manifest${url}.`,
  )
}

function brokenVariables(): Outcome {
  return skipped('a variable of Slack is wrong', 'Correct it, then check again.')
}

function unreachable(why: string, apiUrl: string | null): Outcome {
  return failed(
    `Slack cannot be asked: ${why}`,
    apiUrl === null
      ? 'Let this machine reach https://slack.com and wss://*.slack.com.'
      : 'Check SLACK_API_URL.',
  )
}
