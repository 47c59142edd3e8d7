import { z } from 'zod'
import type { SlackWay } from '../../config.ts'
import { reach, type ClockEvidence } from './network.ts'

const Answer = z.looseObject({ ok: z.boolean(), error: z.string().nullish() })

export type SlackAnswer =
  | { ok: true; fields: Record<string, unknown>; scopes: string[] | null; clock: ClockEvidence | null }
  | { ok: false; error: string; clock: ClockEvidence | null }
  /** Nobody answered, or somebody who is not Slack. */
  | { ok: null; why: string; clock: null }

/** One call of Slack's Web API, with what stands in the headers of its answer. */
export async function askSlack(
  way: Pick<SlackWay, 'apiUrl'>,
  of: { method: string; token: string; arguments?: Record<string, string> },
  signal: AbortSignal,
): Promise<SlackAnswer> {
  const base = (way.apiUrl ?? 'https://slack.com/api/').replace(/\/*$/, '/')
  const reached = await reach(`${base}${of.method}`, {
    source: 'Slack',
    method: 'POST',
    headers: { authorization: `Bearer ${of.token}` },
    body: new URLSearchParams(of.arguments),
    signal,
  })
  if (!reached.answered) return { ok: null, why: reached.why, clock: null }
  const answer = Answer.safeParse(reached.body)
  if (!answer.success)
    return { ok: null, why: `what answers is not Slack (status ${reached.status})`, clock: null }
  const { ok, error, ...fields } = answer.data
  const { clock } = reached
  if (!ok) return { ok, error: error ?? 'unknown', clock }
  const scopes = reached.headers.get('x-oauth-scopes')
  return {
    ok,
    fields,
    scopes: scopes === null ? null : scopes.split(',').map((scope) => scope.trim()),
    clock,
  }
}
