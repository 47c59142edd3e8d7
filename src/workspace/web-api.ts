import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { chatMethods } from './api-chat.ts'
import { conversationMethods } from './api-conversations.ts'
import { fileMethods } from './api-files.ts'
import { reactionMethods } from './api-reactions.ts'
import { userMethods } from './api-users.ts'
import { viewMethods } from './api-views.ts'
import { parseArguments, readBody, sendJson } from './http.ts'
import { appId, botId, botUserId, teamId } from './ids.ts'
import { type ApiDeps, type Method } from './method.ts'
import { missingScope } from './scopes.ts'
import { SlackRefusal } from './slack-refusal.ts'

const maxBodyBytes = 4 * 1024 * 1024

const methods: Record<string, Method> = {
  'api.test': (_deps, args) =>
    args['error'] === undefined ? { args } : { ok: false, error: args['error'], args },
  'auth.test': (deps) => ({
    url: `${deps.baseUrl()}/`,
    team: 'Local workspace',
    user: 'paralegal',
    team_id: teamId,
    user_id: botUserId,
    bot_id: botId,
    is_enterprise_install: false,
  }),
  'bots.info': () => ({
    bot: { id: botId, app_id: appId, user_id: botUserId, name: 'paralegal', deleted: false },
  }),
  'apps.connections.open': (deps) => ({ url: deps.openSocketUrl() }),
  ...chatMethods,
  ...reactionMethods,
  ...conversationMethods,
  ...fileMethods,
  ...userMethods,
  ...viewMethods,
}

/** Answers POST /api/<method> as Slack does: refusals are status 200 with `ok: false`. */
export async function answerWebApi(
  deps: ApiDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const name = new URL(request.url ?? '/', 'http://localhost').pathname.slice('/api/'.length)
  const body = await readBody(request, maxBodyBytes)
  const { token: tokenArgument, ...args } = await parseArguments(request.headers['content-type'] ?? '', body)
  const bearer = (request.headers.authorization ?? '').replace(/^Bearer /i, '')
  const token = bearer || (typeof tokenArgument === 'string' ? tokenArgument : '')
  deps.faults.note({ method: name, arguments: args, at: Date.now() })
  const fault = deps.faults.take(name, args)
  if (fault?.delayMs) await wait(fault.delayMs, undefined, { ref: false })
  if (response.destroyed) return
  if (deps.faults.isTooSoon(name, args['channel']))
    return sendJson(response, {
      status: 429,
      value: { ok: false, error: 'ratelimited' },
      headers: { 'retry-after': '1' },
    })
  if (fault?.status) {
    const headers: Record<string, string> =
      fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) }
    return sendJson(response, {
      status: fault.status,
      value: { ok: false, error: fault.status === 429 ? 'ratelimited' : 'fatal_error' },
      headers,
    })
  }
  const answer = fault?.error ? { ok: false, error: fault.error } : await call(deps, { name, token, args })
  if (fault?.loseAnswer) return void response.destroy()
  if (fault?.hangs) return
  const value = fault?.answers ? fault.answers(answer) : answer
  sendJson(response, { value, headers: scopesOf(deps, token) })
}

async function call(
  deps: ApiDeps,
  of: { name: string; token: string; args: Record<string, unknown> },
): Promise<Record<string, unknown>> {
  const { secrets } = deps.store
  const run = Object.hasOwn(methods, of.name) ? methods[of.name] : undefined
  if (!run) return { ok: false, error: 'unknown_method', req_method: of.name }
  const needed = of.name === 'apps.connections.open' ? secrets.appToken : secrets.botToken
  if (of.name !== 'api.test' && of.token !== needed)
    return { ok: false, error: refusedToken(of.token, secrets) }
  const lacking = missingScope(deps, of)
  if (lacking)
    return {
      ok: false,
      error: 'missing_scope',
      needed: lacking,
      provided: [...(deps.granted ?? [])].join(','),
    }
  try {
    return { ok: true, ...(await run(deps, of.args)) }
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error
    return {
      ok: false,
      error: error.code,
      ...(error.messages.length > 0 ? { response_metadata: { messages: error.messages } } : {}),
    }
  }
}

// docs, scopes: every answer to a token says what it may do.
function scopesOf({ granted, store }: ApiDeps, token: string): Record<string, string> {
  if (token === store.secrets.appToken) return { 'x-oauth-scopes': 'connections:write' }
  return granted && token === store.secrets.botToken ? { 'x-oauth-scopes': [...granted].join(',') } : {}
}

function refusedToken(token: string, secrets: ApiDeps['store']['secrets']): string {
  if (token === '') return 'not_authed'
  return token === secrets.botToken || token === secrets.appToken ? 'not_allowed_token_type' : 'invalid_auth'
}
