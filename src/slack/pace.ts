import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api'
import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { NotYet } from '../queue/not-yet.ts'
import { slackErrorCode } from './slack-errors.ts'

/** Slack takes about one message a second and channel, whichever process posts it. */
const channelIntervalMs = 1100

/** 50 calls of chat.update a minute and team are safe: https://docs.slack.dev/apis/web-api/rate-limits, tier 3. */
const progressIntervalMs = 1200

/** A turn that comes so soon is waited for; for a later one the job comes back. */
const holdMs = 2000

/** Slack says with a 429 how long to wait; with the same said as a refusal it does not. */
const unsaidPauseMs = 10_000

export interface PaceDeps {
  db: Db
  client: WebClient
}

export interface SlackCall {
  method: string
  /** Where it shows something new: messages of one channel keep their distance. */
  messageIn?: string
  /** Shows progress only, and lets everything else of its method go first. */
  isProgress?: boolean
}

/**
 * Calls Slack when it is that call's turn. Throws `NotYet` where this is later than soon, and where Slack says that it is
 * too much: then this method rests in all processes, as Slack counts an app's calls per method and team, and others go on.
 */
export async function callSlack<T>(deps: PaceDeps, call: SlackCall, run: () => Promise<T>): Promise<T> {
  await refusePaused(deps, call.method)
  if (call.isProgress)
    await takeTurn(deps, { what: call.method, intervalMs: progressIntervalMs, maxWaitMs: 0 })
  if (call.messageIn !== undefined)
    await takeTurn(deps, { what: call.messageIn, intervalMs: channelIntervalMs, maxWaitMs: holdMs })
  try {
    return await run()
  } catch (error) {
    const pauseMs = pauseOf(error)
    if (pauseMs === null) throw error
    await pause(deps, call.method, pauseMs)
    throw new NotYet(soonAfter(pauseMs))
  }
}

/** How long Slack wants to be left alone, where that is what it says; else null. */
export function pauseOf(error: unknown): number | null {
  if (error instanceof WebAPIRateLimitedError) return error.retryAfter * 1000
  return slackErrorCode(error) === 'ratelimited' ? unsaidPauseMs : null
}

/** When those who were refused for so long come back: not all at once. */
export function soonAfter(ms: number): Date {
  return new Date(Date.now() + ms + Math.random() * 500)
}

interface Turn {
  what: string
  intervalMs: number
  maxWaitMs: number
}

async function takeTurn(deps: PaceDeps, turn: Turn): Promise<void> {
  const bot = botOf(deps.client)
  const interval = milliseconds(turn.intervalMs)
  const { rows } = await sql<{ wait_ms: number }>`
    insert into slack_pace (bot, what, free_at) values (${bot}, ${turn.what}, clock_timestamp() + ${interval})
    on conflict (bot, what) do update set free_at = greatest(slack_pace.free_at, clock_timestamp()) + ${interval}
      where slack_pace.free_at <= clock_timestamp() + ${milliseconds(turn.maxWaitMs)}
    returning extract(epoch from free_at - clock_timestamp() - ${interval})::float8 * 1000 as wait_ms
  `.execute(deps.db)
  const waitMs = rows[0]?.wait_ms
  if (waitMs === undefined) throw new NotYet(await nextVisit(deps, turn))
  if (waitMs > 0) await wait(waitMs)
}

// Those who were refused come back one after the other, as many as there are turns for.
async function nextVisit(deps: PaceDeps, { what, intervalMs }: Turn): Promise<Date> {
  const { rows } = await sql<{ wait_ms: number }>`
    update slack_pace set visit_at = greatest(visit_at, free_at, clock_timestamp()) + ${milliseconds(intervalMs)}
    where bot = ${botOf(deps.client)} and what = ${what}
    returning extract(epoch from visit_at - clock_timestamp())::float8 * 1000 as wait_ms
  `.execute(deps.db)
  return new Date(Date.now() + (rows[0]?.wait_ms ?? intervalMs))
}

async function refusePaused(deps: PaceDeps, method: string): Promise<void> {
  const { rows } = await sql<{ wait_ms: number }>`
    select extract(epoch from paused_until - clock_timestamp())::float8 * 1000 as wait_ms from slack_pace
    where bot = ${botOf(deps.client)} and what = ${method} and paused_until > clock_timestamp()
  `.execute(deps.db)
  if (rows[0]) throw new NotYet(soonAfter(rows[0].wait_ms))
}

async function pause(deps: PaceDeps, method: string, ms: number): Promise<void> {
  await sql`
    insert into slack_pace (bot, what, paused_until)
    values (${botOf(deps.client)}, ${method}, clock_timestamp() + ${milliseconds(ms)})
    on conflict (bot, what) do update set paused_until = greatest(slack_pace.paused_until, excluded.paused_until)
  `.execute(deps.db)
}

function milliseconds(ms: number) {
  return sql`${ms}::float8 * interval '1 millisecond'`
}

// Slack counts per app and team, which is what a bot's token stands for; the token itself is not written down.
function botOf(client: WebClient): string {
  return createHash('sha256')
    .update(client.token ?? '')
    .digest('hex')
    .slice(0, 16)
}
