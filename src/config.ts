import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { AppError } from './errors.ts'

/** Where the program itself lies. */
export const projectFolder = resolve(import.meta.dirname, '..')

const setting = z
  .string()
  .trim()
  .transform((value) => (value === '' ? undefined : value))
  .optional()

const wholeNumber = (range: { default: number; min: number; max: number }) =>
  setting
    .transform((value) => (value === undefined ? range.default : Number(value)))
    .refine((value) => Number.isInteger(value) && value >= range.min && value <= range.max, {
      message: `must be a whole number from ${range.min} to ${range.max}`,
    })

const modelName = setting.refine(
  (value) => value === undefined || /^(anthropic|openai|offline)\/.+/.test(value),
  { message: 'must be provider/model, for example anthropic/claude-sonnet-5-5' },
)

const idList = (pattern: RegExp, message: string) =>
  setting
    .transform((value) => (value ?? '').split(/[\s,]+/).filter((id) => id !== ''))
    .refine((each) => each.every((id) => pattern.test(id)), { message })

const allowed = setting
  .refine((value) => value === undefined || value === 'allow', {
    message: 'must be allow, or not set, which refuses',
  })
  .transform((value) => value === 'allow')

const Environment = z.object({
  SLACK_BOT_TOKEN: setting.refine((value) => value === undefined || value.startsWith('xoxb-'), {
    message: 'must start with xoxb- (OAuth & Permissions → Bot User OAuth Token)',
  }),
  SLACK_APP_TOKEN: setting.refine((value) => value === undefined || value.startsWith('xapp-'), {
    message: 'must start with xapp- (Basic Information → App-Level Tokens, scope connections:write)',
  }),
  SLACK_SIGNING_SECRET: setting,
  SLACK_CLIENT_ID: setting,
  SLACK_CLIENT_SECRET: setting,
  SLACK_STATE_SECRET: setting,
  SLACK_API_URL: setting.pipe(z.url({ protocol: /^https?$/ }).optional()),
  DATABASE_URL: setting.pipe(z.url({ protocol: /^postgres(ql)?$/ }).optional()),
  ANTHROPIC_API_KEY: setting,
  ANTHROPIC_BASE_URL: setting.pipe(z.url({ protocol: /^https?$/ }).optional()),
  OPENAI_API_KEY: setting,
  OPENAI_BASE_URL: setting.pipe(z.url({ protocol: /^https?$/ }).optional()),
  PARALEGAL_HOME: setting,
  PARALEGAL_MODEL: modelName,
  PARALEGAL_FALLBACK_MODEL: modelName,
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  PARALEGAL_BUDGET: setting
    .transform((value) => readBudgets(value ?? ''))
    .refine((budgets) => budgets !== null, {
      message: 'must be US dollars as in: run=2 user=10 channel=20 day=50 (each of them may be left out)',
    })
    .transform((budgets) => budgets ?? noBudgets),
  PARALEGAL_ADMINS: setting
    .transform((value) => (value ?? '').split(/[\s,]+/).filter((id) => id !== ''))
    .refine((ids) => ids.every((id) => /^[UW][A-Z0-9]+$/.test(id)), {
      message: 'must be Slack user ids as in: U012AB3CD, U045EF6GH (profile → ⋮ → Copy member ID)',
    }),
  PARALEGAL_CHANNELS: idList(/^[CG][A-Z0-9]+$/, 'must be Slack channel ids as in: C012AB3CD, C045EF6GH'),
  PARALEGAL_TEAMS: idList(/^[TE][A-Z0-9]+$/, 'must be Slack workspace ids as in: T012AB3CD'),
  PARALEGAL_GUESTS: allowed,
  PARALEGAL_CONNECT: allowed,
  PARALEGAL_CALLS: wholeNumber({ default: 16, min: 1, max: 500 }),
  PARALEGAL_READ_MEMORY_MB: wholeNumber({ default: 512, min: 64, max: 65_536 }),
  // The characters that an Authorization header can carry as a bearer token (RFC 6750, section 2.1).
  PARALEGAL_API_TOKEN: setting.refine(
    (value) => value === undefined || /^(?=.{16})[A-Za-z0-9._~+/-]+=*$/.test(value),
    {
      message: 'must have at least 16 letters, digits or . _ ~ + / -, for example from: openssl rand -hex 32',
    },
  ),
  PARALEGAL_KEY: setting
    .transform((value) => readKeys(value ?? ''))
    .refine((keys) => keys !== null, {
      message:
        'must be base64 of 32 bytes, for example from: openssl rand -base64 32; several of them with commas between',
    })
    .transform((keys) => keys ?? []),
  PARALEGAL_PUBLIC_URL: setting
    .pipe(z.url({ protocol: /^https?$/ }).optional())
    .transform((url) => url?.replace(/\/+$/, '')),
  PORT: setting.refine((value) => value === undefined || isPort(value), {
    message: 'must be a port number, 0 to 65535',
  }),
})

/** US dollars for one analysis, and a day for one person, one channel and everybody; null for no budget. */
export interface Budgets {
  run: number | null
  user: number | null
  channel: number | null
  day: number | null
}

export const noBudgets: Budgets = { run: null, user: null, channel: null, day: null }

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
  /** Slack users who may do what admins of the workspace may. */
  admins: string[]
  access: AccessRules
  /** Calls of models that one process makes at once; a quarter of them is kept for people who wait. */
  calls: number
  /** Megabytes for the thread that reads a document. */
  readMemoryMb: number
  /** What a program says to use the HTTP API; null turns the API off. */
  apiToken: string | null
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
    admins: env.PARALEGAL_ADMINS,
    access: {
      teams: env.PARALEGAL_TEAMS,
      channels: env.PARALEGAL_CHANNELS,
      guests: env.PARALEGAL_GUESTS,
      connect: env.PARALEGAL_CONNECT,
    },
    calls: env.PARALEGAL_CALLS,
    readMemoryMb: env.PARALEGAL_READ_MEMORY_MB,
    apiToken: env.PARALEGAL_API_TOKEN ?? null,
    port: env.PORT === undefined ? null : Number(env.PORT),
  }
}

function slackConfig(env: z.infer<typeof Environment>): SlackConfig | null {
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

function oauthConfig(env: z.infer<typeof Environment>): OAuthConfig | null {
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
  PARALEGAL_KEY: 'encrypts the tokens in the database, for example from: openssl rand -base64 32',
}

// Null for what is no key: a token sealed with a guessable one would be as good as open.
function readKeys(text: string): Buffer[] | null {
  const words = text.split(',').map((word) => word.trim())
  const keys = words.filter((word) => word !== '').map((word) => Buffer.from(word, 'base64'))
  const areKeys = keys.every((key, index) => key.length === 32 && key.toString('base64') === words[index])
  return areKeys ? keys : null
}

// A local server (Ollama and the like) needs an address but no key.
function openaiConfig(env: z.infer<typeof Environment>): Config['openai'] {
  if (env.OPENAI_API_KEY) return { apiKey: env.OPENAI_API_KEY, baseUrl: env.OPENAI_BASE_URL ?? null }
  if (env.OPENAI_BASE_URL) return { apiKey: 'none', baseUrl: env.OPENAI_BASE_URL }
  return null
}

// Null for what cannot be understood: a budget that is silently none would be expensive.
function readBudgets(text: string): Budgets | null {
  const budgets = { ...noBudgets }
  for (const word of text.split(/[\s,]+/).filter((each) => each !== '')) {
    const [, scope, usd] = /^(run|user|channel|day)=(\d+(?:\.\d+)?)$/.exec(word) ?? []
    if (!scope || !Number.isFinite(Number(usd)) || budgets[scope as keyof Budgets] !== null) return null
    budgets[scope as keyof Budgets] = Number(usd)
  }
  return budgets
}

function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) <= 65_535
}

function invalid(problems: string[]): AppError {
  const text = problems.map((problem) => `  ${problem}`).join('\n')
  return new AppError('config_invalid', `invalid environment:\n${text}`, {
    userMessage: `These environment variables need a fix:\n${text}`,
  })
}
