import { z } from 'zod'
import { redactGroups, type RedactGroup } from './redact-groups.ts'
import { noUserLimits, readUserLimits } from './user-limits.ts'

/** US dollars for one analysis, and a day for one person, one channel and everybody; null for no budget. */
export interface Budgets {
  run: number | null
  user: number | null
  channel: number | null
  day: number | null
}

export const noBudgets: Budgets = { run: null, user: null, channel: null, day: null }

/** Days that content of a kind is kept after its task ended (logs: after they came); null for as long as nobody removes it. */
export interface Retention {
  documents: number | null
  answers: number | null
  prompts: number | null
  logs: number | null
}

const keepEverything: Retention = { documents: null, answers: null, prompts: null, logs: null }

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

// The characters that an Authorization header can carry as a bearer token (RFC 6750, section 2.1).
const bearerToken = setting.refine(
  (value) => value === undefined || /^(?=.{16})[A-Za-z0-9._~+/-]+=*$/.test(value),
  { message: 'must have at least 16 letters, digits or . _ ~ + / -, for example from: openssl rand -hex 32' },
)

const keyList = setting
  .transform((value) => readKeys(value ?? ''))
  .refine((keys) => keys !== null, {
    message:
      'must be base64 of 32 bytes, for example from: openssl rand -base64 32; several of them with commas between',
  })
  .transform((keys) => keys ?? [])

/** The variables of the environment, each with what it must look like. */
export const Environment = z.object({
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
  PARALEGAL_REDACT: setting
    .transform((value) => readGroups(value ?? ''))
    .refine((groups) => groups !== null, {
      message: `must be some of ${redactGroups.join(', ')} with commas between`,
    })
    .transform((groups) => groups ?? []),
  PARALEGAL_USER_LIMIT: setting
    .transform((value) => readUserLimits(value ?? ''))
    .refine((limits) => limits !== null, {
      message: 'must be tasks that one person starts, as in: 20/hour 100/day (one of them may be left out)',
    })
    .transform((limits) => limits ?? noUserLimits),
  PARALEGAL_RETENTION: setting
    .transform((value) => readRetention(value ?? ''))
    .refine((retention) => retention !== null, {
      message:
        'must be days (d), weeks (w), months (m, of 30 days) or years (y) as in: documents=90d answers=1y prompts=30d logs=30d (each of them may be left out)',
    })
    .transform((retention) => retention ?? keepEverything),
  PARALEGAL_ADMINS: idList(
    /^[UW][A-Z0-9]+$/,
    'must be Slack user ids as in: U012AB3CD, U045EF6GH (profile → ⋮ → Copy member ID)',
  ),
  PARALEGAL_CHANNELS: idList(/^[CG][A-Z0-9]+$/, 'must be Slack channel ids as in: C012AB3CD, C045EF6GH'),
  PARALEGAL_TEAMS: idList(/^[TE][A-Z0-9]+$/, 'must be Slack workspace ids as in: T012AB3CD'),
  PARALEGAL_GUESTS: allowed,
  PARALEGAL_CONNECT: allowed,
  PARALEGAL_CALLS: wholeNumber({ default: 16, min: 1, max: 500 }),
  PARALEGAL_STOP_SECONDS: wholeNumber({ default: 25, min: 1, max: 900 }),
  PARALEGAL_JUDGE_MIN_BALLOTS: wholeNumber({ default: 30, min: 1, max: 100_000 }),
  PARALEGAL_JUDGE_MIN_KAPPA: setting
    .transform((value) => Number(value ?? 0.4))
    .refine((value) => value >= 0 && value <= 1, { message: 'must be a number from 0 to 1' }),
  PARALEGAL_READ_MEMORY_MB: wholeNumber({ default: 512, min: 64, max: 65_536 }),
  PARALEGAL_API_TOKEN: bearerToken,
  PARALEGAL_OPERATOR_TOKEN: bearerToken,
  OTEL_EXPORTER_OTLP_ENDPOINT: setting.pipe(z.url({ protocol: /^https?$/ }).optional()),
  PARALEGAL_KEY: keyList,
  PARALEGAL_AUDIT_KEY: keyList,
  PARALEGAL_PUBLIC_URL: setting
    .pipe(z.url({ protocol: /^https?$/ }).optional())
    .transform((url) => url?.replace(/\/+$/, '')),
  PORT: setting.refine((value) => value === undefined || isPort(value), {
    message: 'must be a port number, 0 to 65535',
  }),
})

export type Environment = z.infer<typeof Environment>

// Null for what is no key: a token sealed with a guessable one would be as good as open.
function readKeys(text: string): Buffer[] | null {
  const words = text.split(',').map((word) => word.trim())
  const keys = words.filter((word) => word !== '').map((word) => Buffer.from(word, 'base64'))
  const areKeys = keys.every((key, index) => key.length === 32 && key.toString('base64') === words[index])
  return areKeys ? keys : null
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

// Null for what cannot be understood: a redaction that is silently none would leak.
function readGroups(text: string): RedactGroup[] | null {
  const words = text.split(/[\s,]+/).filter((word) => word !== '')
  const groups = redactGroups.filter((group) => words.includes(group))
  return groups.length === new Set(words).size ? groups : null
}

const daysOf = { d: 1, w: 7, m: 30, y: 365 } as const

// Null for what cannot be understood: a rule that silently keeps, or removes, something else would be worse than none.
function readRetention(text: string): Retention | null {
  const retention = { ...keepEverything }
  for (const word of text.split(/[\s,]+/).filter((each) => each !== '')) {
    const [, kind, count, unit] = /^(documents|answers|prompts|logs)=(\d{1,5})([dwmy])$/.exec(word) ?? []
    const days = Number(count) * daysOf[unit as keyof typeof daysOf]
    if (!kind || !(days > 0) || retention[kind as keyof Retention] !== null) return null
    retention[kind as keyof Retention] = days
  }
  // What was asked holds what was answered: it does not outlive that.
  if (retention.answers !== null)
    retention.prompts = Math.min(retention.prompts ?? Number.POSITIVE_INFINITY, retention.answers)
  return retention
}

function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) <= 65_535
}
