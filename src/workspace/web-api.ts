import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { chatMethods } from './api-chat.ts'
import { conversationMethods } from './api-conversations.ts'
import { fileMethods } from './api-files.ts'
import type { Events } from './delivery.ts'
import type { Faults } from './faults.ts'
import { parseArguments, readBody, sendJson } from './http.ts'
import { SlackRefusal } from './slack-refusal.ts'
import { botId, botUserId, teamId } from './ids.ts'
import type { Store } from './store.ts'
import type { Views } from './views.ts'

const maxBodyBytes = 4 * 1024 * 1024

export interface ApiDeps {
  store: Store
  events: Events
  views: Views
  faults: Faults
  /** This server's own address, without a slash at the end. */
  baseUrl: () => string
  /** A new address for Socket Mode. */
  openSocketUrl: () => string
}

export type Method = (deps: ApiDeps, args: Record<string, unknown>) => Record<string, unknown>

const methods: Record<string, Method> = {
  'api.test': () => ({}),
  'auth.test': (deps) => ({
    url: `${deps.baseUrl()}/`,
    team: 'Local workspace',
    user: 'paralegal',
    team_id: teamId,
    user_id: botUserId,
    bot_id: botId,
    is_enterprise_install: false,
  }),
  'apps.connections.open': (deps) => ({ url: deps.openSocketUrl() }),
  'users.info': (deps, args) => {
    const person = deps.store.people.get(String(args['user']))
    if (!person) throw new SlackRefusal('user_not_found')
    return {
      user: { id: person.id, team_id: teamId, name: person.name, real_name: person.name, is_bot: person.bot },
    }
  },
  'views.open': (deps, args) => ({ view: deps.views.open(args['trigger_id'], args['view']) }),
  'views.update': (deps, args) => ({
    view: deps.views.change(String(args['view_id']), { view: args['view'] as never }),
  }),
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
}

/** Answers POST /api/<method> as Slack does: refusals are status 200 with `ok: false`. */
export async function answerWebApi(
  deps: ApiDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const method = new URL(request.url ?? '/', 'http://localhost').pathname.slice('/api/'.length)
  const body = await readBody(request, maxBodyBytes)
  const args = parseArguments(request.headers['content-type'] ?? '', body)
  const token = (request.headers.authorization ?? '').replace(/^Bearer /, '') || String(args['token'] ?? '')
  delete args['token']
  deps.faults.note({ method, arguments: args, at: Date.now() })
  const fault = deps.faults.take(method)
  if (fault?.delayMs) await wait(fault.delayMs)
  if (fault?.status) {
    const headers: Record<string, string> =
      fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) }
    return sendJson(response, {
      status: fault.status,
      value: { ok: false, error: fault.status === 429 ? 'ratelimited' : 'fatal_error' },
      headers,
    })
  }
  const answer = fault?.error ? { ok: false, error: fault.error } : call(deps, { method, token, args })
  if (fault?.loseAnswer) return void response.destroy()
  sendJson(response, { value: answer })
}

function call(
  deps: ApiDeps,
  of: { method: string; token: string; args: Record<string, unknown> },
): Record<string, unknown> {
  const needed =
    of.method === 'apps.connections.open' ? deps.store.secrets.appToken : deps.store.secrets.botToken
  if (of.token === '') return { ok: false, error: 'not_authed' }
  if (of.token !== needed) return { ok: false, error: 'invalid_auth' }
  const method = Object.hasOwn(methods, of.method) ? methods[of.method] : undefined
  if (!method) return { ok: false, error: 'unknown_method', req_method: of.method }
  try {
    return { ok: true, ...method(deps, of.args) }
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error
    return {
      ok: false,
      error: error.code,
      ...(error.messages.length > 0 ? { response_metadata: { messages: error.messages } } : {}),
    }
  }
}
