import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { SpanKind } from '@opentelemetry/api'
import { WebAPIRateLimitedError, type WebClient } from '@slack/web-api'
import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import { NotYet } from '../queue/not-yet.ts'
import { traced } from '../traced.ts'
import { slackErrorCode } from './slack-errors.ts'

/** Slack takes about one message a second and channel, whichever process posts it. */
const channelIntervalMs = 1100

/** 50 calls of chat.update a minute and team are safe: https://docs.slack.dev/apis/web-api/rate-limits, tier 3. */
const progressIntervalMs = 1200

/** Progress older than this is none. */
const maxProgressWaitMs = 20_000

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
  /** A new message, which takes its turn in its channel: those that had to wait go first, as they came. */
  message?: { channelId: string; postId: string }
  /** Shows progress only, and lets everything else of its method go first. */
  isProgress?: boolean
}

/**
 * Calls Slack when it is that call's turn. Throws `NotYet` where this is later than soon, and where Slack says that it is
 * too much: then this method rests in all processes, as Slack counts an app's calls per method and team, and others go on.
 */
export async function callSlack<T>(deps: PaceDeps, call: SlackCall, run: () => Promise<T>): Promise<T> {
  await refusePaused(deps, call.method)
  if (call.isProgress) await takeProgressTurn(deps, call.method)
  if (call.message) await takeMessageTurn(deps, call.message)
  try {
    const attributes = { 'paralegal.slack.method': call.method }
    return await traced(`slack ${call.method}`, { kind: SpanKind.CLIENT, attributes }, run)
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

async function takeMessageTurn(
  deps: PaceDeps,
  { channelId, postId }: { channelId: string; postId: string },
): Promise<void> {
  const bot = botOf(deps.client)
  const interval = milliseconds(channelIntervalMs)
  const isInvited = sql`exists (select from post where id = ${postId} and turn_at <= clock_timestamp() + interval '1 second')`
  const { rows } = await sql<{ wait_ms: number }>`
    insert into slack_pace (bot, what, free_at) values (${bot}, ${channelId}, clock_timestamp() + ${interval})
    on conflict (bot, what) do update set free_at = greatest(slack_pace.free_at, clock_timestamp()) + ${interval}
      where slack_pace.free_at <= clock_timestamp() + ${milliseconds(holdMs)}
        and (slack_pace.visit_at <= clock_timestamp() or ${isInvited})
    returning extract(epoch from free_at - clock_timestamp() - ${interval})::float8 * 1000 as wait_ms
  `.execute(deps.db)
  const waitMs = rows[0]?.wait_ms
  if (waitMs === undefined) throw new NotYet(await invite(deps, channelId, postId))
  if (waitMs > 0) await wait(waitMs)
}

// Those who were refused come back one after the other, as many as there are turns for. Who comes at that time and finds
// no turn all the same tries again soon, and stays before those who came later.
async function invite(deps: PaceDeps, channelId: string, postId: string): Promise<Date> {
  const bot = botOf(deps.client)
  const soon = sql`greatest(free_at - interval '1 second', clock_timestamp())`
  const { rows } = await sql<{ wait_ms: number }>`
    with old as (select coalesce(turn_at, '-infinity') > '-infinity' as is_invited from post where id = ${postId}),
    pace as (
      update slack_pace set visit_at = case when (select is_invited from old) then visit_at
        else greatest(visit_at + ${milliseconds(channelIntervalMs)}, ${soon}) end
      where bot = ${bot} and what = ${channelId}
      returning visit_at, ${soon} as soon
    ),
    invited as (
      update post set turn_at = coalesce(post.turn_at, pace.visit_at) from pace where id = ${postId}
      returning greatest(post.turn_at, pace.soon) as at
    )
    select extract(epoch from at - clock_timestamp())::float8 * 1000 as wait_ms from invited
  `.execute(deps.db)
  return new Date(Date.now() + (rows[0]?.wait_ms ?? channelIntervalMs))
}

async function takeProgressTurn(deps: PaceDeps, method: string): Promise<void> {
  const bot = botOf(deps.client)
  const interval = milliseconds(progressIntervalMs)
  const { rows } = await sql<{ bot: string }>`
    insert into slack_pace (bot, what, free_at) values (${bot}, ${method}, clock_timestamp() + ${interval})
    on conflict (bot, what) do update set free_at = clock_timestamp() + ${interval}
      where slack_pace.free_at <= clock_timestamp()
    returning bot
  `.execute(deps.db)
  if (rows.length > 0) return
  const { rows: visits } = await sql<{ wait_ms: number }>`
    update slack_pace
    set visit_at = least(greatest(visit_at + ${interval}, free_at), clock_timestamp() + ${milliseconds(maxProgressWaitMs)})
    where bot = ${bot} and what = ${method}
    returning extract(epoch from visit_at - clock_timestamp())::float8 * 1000 as wait_ms
  `.execute(deps.db)
  throw new NotYet(new Date(Date.now() + (visits[0]?.wait_ms ?? progressIntervalMs)))
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
