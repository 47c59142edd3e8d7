import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Environment, type Budgets, type Retention } from './environment.ts'
import { AppError } from './errors.ts'
import type { RedactGroup } from './redact-groups.ts'
import type { UserLimits } from './user-limits.ts'

/** Where the program itself lies. */
export const projectFolder = resolve(import.meta.dirname, '..')

/** Where and by whom the bot may be used; an empty list is everywhere. */
export interface AccessRules {
  teams: string[]
  channels: string[]
  /** Whether guests may use it. */
  guests: boolean
  /** Whether it may be used in channels shared with other organisations. */
  connect: boolean
}

export interface Config {
  /** Null: the local workspace stands in. */
  slack: SlackConfig | null
  /** Null: the embedded server. */
  databaseUrl: string | null
  anthropic: { apiKey: string; baseUrl: string | null } | null
  openai: { apiKey: string; baseUrl: string | null } | null
  /** `provider/model`, or null for the first provider with a key. */
  model: string | null
  /** `provider/model` asked while the other one is overloaded, or null for none. */
  fallbackModel: string | null
  /** What this installation keeps lies here, under .paralegal/. */
  home: string
  /** `prompts/` of the home where it has one, else the shipped ones. */
  promptsFolder: string
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  budgets: Budgets
  /** What is kept from all models; a channel or an analysis may want more. */
  redact: RedactGroup[]
  /** Where the operator says what else is kept from them, if there is such a file. */
  redactFile: string
  /** How many tasks one person may start. */
  userLimits: UserLimits
  /** For content at rest: the first one seals, each of them opens. None: it is stored in clear. */
  keys: Buffer[]
  /** When content is removed by itself. */
  retention: Retention
  /** Slack users who may do what admins of the workspace may. */
  admins: string[]
  access: AccessRules
  /** Calls of models that one process makes at once; a quarter of them is kept for people who wait. */
  calls: number
  /** Megabytes for the thread that reads a document. */
  readMemoryMb: number
  /** How long a stop waits for calls of models that run. */
  stopSeconds: number
  /** From when on a judge may decide votes alone, where an analysis wants it. */
  judgeThreshold: { minBallots: number; minKappa: number }
  /** For the audit record: the first one seals, each of them checks. */
  auditKeys: Buffer[]
  /** What a program says to use the HTTP API; null turns the API off. */
  apiToken: string | null
  /** What the operator says to see metrics and the page on how it runs; null turns both off. */
  operatorToken: string | null
  /** Where traces go, by OpenTelemetry's protocol over HTTP; null: nowhere. */
  tracesUrl: string | null
  /** Null: 3000, or the next free one. */
  port: number | null
}

/** How Slack is heard and spoken to. */
export interface SlackWay {
  appToken: string | null
  signingSecret: string | null
  apiUrl: string | null
}

/** One workspace, by its token. */
export interface SlackByToken extends SlackWay {
  botToken: string
}

/** Any number of workspaces, each of which installs the app. */
export interface SlackByOAuth extends SlackWay {
  oauth: OAuthConfig
}

export type SlackConfig = SlackByToken | SlackByOAuth

export interface OAuthConfig {
  clientId: string
  clientSecret: string
  stateSecret: string
  /** Where people's browsers reach this program, without a slash at the end. */
  publicUrl: string
  /** For tokens at rest: the first one seals, each of them opens. */
  keys: [Buffer, ...Buffer[]]
}

/** The only reader of the environment. Throws `config_invalid` naming each variable that is wrong and its fix. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = Environment.safeParse(environment)
  if (!parsed.success) {
    throw invalid(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  }
  const env = parsed.data
  const home = resolve(env.PARALEGAL_HOME ?? projectFolder)
  return {
    slack: slackConfig(env),
    databaseUrl: env.DATABASE_URL ?? null,
    anthropic: env.ANTHROPIC_API_KEY
      ? { apiKey: env.ANTHROPIC_API_KEY, baseUrl: env.ANTHROPIC_BASE_URL ?? null }
      : null,
    openai: openaiConfig(env),
    model: env.PARALEGAL_MODEL ?? null,
    fallbackModel: env.PARALEGAL_FALLBACK_MODEL ?? null,
    home,
    promptsFolder: existsSync(join(home, 'prompts')) ? join(home, 'prompts') : join(projectFolder, 'prompts'),
    logLevel: env.LOG_LEVEL,
    budgets: env.PARALEGAL_BUDGET,
    redact: env.PARALEGAL_REDACT,
    redactFile: join(home, 'redact.yml'),
    userLimits: env.PARALEGAL_USER_LIMIT,
    keys: env.PARALEGAL_KEY,
    retention: env.PARALEGAL_RETENTION,
    admins: env.PARALEGAL_ADMINS,
    access: {
      teams: env.PARALEGAL_TEAMS,
      channels: env.PARALEGAL_CHANNELS,
      guests: env.PARALEGAL_GUESTS,
      connect: env.PARALEGAL_CONNECT,
    },
    calls: env.PARALEGAL_CALLS,
    readMemoryMb: env.PARALEGAL_READ_MEMORY_MB,
    stopSeconds: env.PARALEGAL_STOP_SECONDS,
    judgeThreshold: {
      minBallots: env.PARALEGAL_JUDGE_MIN_BALLOTS,
      minKappa: env.PARALEGAL_JUDGE_MIN_KAPPA,
    },
    auditKeys: env.PARALEGAL_AUDIT_KEY,
    apiToken: env.PARALEGAL_API_TOKEN ?? null,
    operatorToken: env.PARALEGAL_OPERATOR_TOKEN ?? null,
    tracesUrl: env.OTEL_EXPORTER_OTLP_ENDPOINT
      ? `${env.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/+$/, '')}/v1/traces`
      : null,
    port: env.PORT === undefined ? null : Number(env.PORT),
  }
}

function slackConfig(env: Environment): SlackConfig | null {
  const way = {
    appToken: env.SLACK_APP_TOKEN ?? null,
    signingSecret: env.SLACK_SIGNING_SECRET ?? null,
    apiUrl: env.SLACK_API_URL ?? null,
  }
  const oauth = oauthConfig(env)
  if (!env.SLACK_BOT_TOKEN && !oauth) {
    if (way.appToken || way.signingSecret) {
      throw invalid(['SLACK_BOT_TOKEN: is missing while other SLACK_ variables are set'])
    }
    return null
  }
  if (!way.appToken && !way.signingSecret) {
    throw invalid([
      `SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP): one of them is needed beside ${oauth ? 'SLACK_CLIENT_ID' : 'SLACK_BOT_TOKEN'}`,
    ])
  }
  return oauth ? { ...way, oauth } : { ...way, botToken: env.SLACK_BOT_TOKEN ?? '' }
}

function oauthConfig(env: Environment): OAuthConfig | null {
  const { SLACK_CLIENT_ID, SLACK_CLIENT_SECRET, SLACK_STATE_SECRET, PARALEGAL_PUBLIC_URL } = env
  if (!SLACK_CLIENT_ID) {
    const beside = Object.entries({ SLACK_CLIENT_SECRET, SLACK_STATE_SECRET }).find(([, value]) => value)
    if (beside) throw invalid([`SLACK_CLIENT_ID: is missing while ${beside[0]} is set`])
    return null
  }
  if (env.SLACK_BOT_TOKEN) {
    throw invalid([
      'SLACK_BOT_TOKEN: is for one workspace, SLACK_CLIENT_ID for many that install the app; only one of them can be set',
    ])
  }
  const [key, ...olderKeys] = env.PARALEGAL_KEY
  if (!SLACK_CLIENT_SECRET || !SLACK_STATE_SECRET || !PARALEGAL_PUBLIC_URL || !key) {
    const needed = { SLACK_CLIENT_SECRET, SLACK_STATE_SECRET, PARALEGAL_PUBLIC_URL, PARALEGAL_KEY: key }
    const missing = Object.entries(needed).filter(([, value]) => !value)
    throw invalid(missing.map(([name]) => `${name}: is needed beside SLACK_CLIENT_ID (${oauthHints[name]})`))
  }
  return {
    clientId: SLACK_CLIENT_ID,
    clientSecret: SLACK_CLIENT_SECRET,
    stateSecret: SLACK_STATE_SECRET,
    publicUrl: PARALEGAL_PUBLIC_URL,
    keys: [key, ...olderKeys],
  }
}

const oauthHints: Record<string, string> = {
  SLACK_CLIENT_SECRET: 'Basic Information → App Credentials',
  SLACK_STATE_SECRET: 'any long random text, for example from: openssl rand -hex 32',
  PARALEGAL_PUBLIC_URL: 'where browsers reach this program, for example https://paralegal.example.com',
  PARALEGAL_KEY: 'encrypts tokens and content in the database, for example from: openssl rand -base64 32',
}

// A local server (Ollama and the like) needs an address but no key.
function openaiConfig(env: Environment): Config['openai'] {
  if (env.OPENAI_API_KEY) return { apiKey: env.OPENAI_API_KEY, baseUrl: env.OPENAI_BASE_URL ?? null }
  if (env.OPENAI_BASE_URL) return { apiKey: 'none', baseUrl: env.OPENAI_BASE_URL }
  return null
}

function invalid(problems: string[]): AppError {
  const text = problems.map((problem) => `  ${problem}`).join('\n')
  return new AppError('config_invalid', `invalid environment:\n${text}`, {
    userMessage: `These environment variables need a fix:\n${text}`,
  })
}
