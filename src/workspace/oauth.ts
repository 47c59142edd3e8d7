import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseArguments, readBody, sendJson } from './http.ts'
import { appId } from './ids.ts'
import type { Team } from './teams.ts'

/** What the app proves itself by, and the codes that it may exchange once. */
export interface OAuthApp {
  clientId: string
  clientSecret: string
  codes: Map<string, { teamId: string; scope: string; redirectUri: string }>
}

const authorizePath = '/oauth/v2/authorize'

export function isOAuth({ pathname }: URL): boolean {
  return pathname === authorizePath || pathname === '/api/oauth.v2.access'
}

interface Deps {
  app: OAuthApp
  teams: Team[]
}

/** The page on which a team lets the app in, and the exchange that follows. */
export async function answerOAuth(
  { app, teams }: Deps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (url.pathname === authorizePath) {
    if (url.searchParams.has('team_choice')) return allow({ app, teams }, url.searchParams, response)
    return showTeams(teams, url.searchParams, response)
  }
  const body = await readBody(request, 64 * 1024)
  const args = await parseArguments(request.headers['content-type'] ?? '', body)
  sendJson(response, { value: exchange(app, teams, { ...args, ...basicOf(request) }) })
}

function showTeams(teams: Team[], asked: URLSearchParams, response: ServerResponse): void {
  const hidden = [...asked].map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${quote(value)}">`,
  )
  const buttons = teams.map(
    ({ id, name }) => `<p><button name="team_choice" value="${id}">Allow in ${quote(name)}</button></p>`,
  )
  const form = `<form>${hidden.join('')}${buttons.join('')}<p><button name="team_choice" value="">Cancel</button></p></form>`
  response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    .end(
      `<!doctype html><title>Install</title><h1>Install the app</h1><p>It asks for: ${quote(asked.get('scope') ?? '')}</p>${form}`,
    )
}

function allow({ app, teams }: Deps, asked: URLSearchParams, response: ServerResponse): void {
  const redirectUri = asked.get('redirect_uri') ?? ''
  const team = teams.find(({ id }) => id === asked.get('team_choice'))
  if (asked.get('client_id') !== app.clientId || !URL.canParse(redirectUri))
    return sendJson(response, { status: 400, value: { ok: false, error: 'invalid_client_id' } })
  const back = new URL(redirectUri)
  back.searchParams.set('state', asked.get('state') ?? '')
  if (team) {
    const code = randomUUID()
    app.codes.set(code, { teamId: team.id, scope: asked.get('scope') ?? '', redirectUri })
    back.searchParams.set('code', code)
  } else back.searchParams.set('error', 'access_denied')
  response.writeHead(302, { location: back.href }).end()
}

function exchange(app: OAuthApp, teams: Team[], args: Record<string, unknown>): Record<string, unknown> {
  if (args['client_id'] !== app.clientId) return { ok: false, error: 'invalid_client_id' }
  if (args['client_secret'] !== app.clientSecret) return { ok: false, error: 'bad_client_secret' }
  const code = String(args['code'])
  const granted = app.codes.get(code)
  app.codes.delete(code)
  const team = teams.find(({ id }) => id === granted?.teamId)
  if (!granted || !team) return { ok: false, error: 'invalid_code' }
  if (args['redirect_uri'] !== granted.redirectUri) return { ok: false, error: 'bad_redirect_uri' }
  team.isInstalled = true
  return {
    ok: true,
    access_token: team.deps.store.secrets.botToken,
    token_type: 'bot',
    scope: granted.scope,
    bot_user_id: team.botUserId,
    app_id: appId,
    team: { id: team.id, name: team.name },
    enterprise: null,
    authed_user: { id: 'U0ADA' },
    is_enterprise_install: false,
  }
}

function basicOf(request: IncomingMessage): Record<string, string> {
  const [, encoded] = /^Basic (.+)$/i.exec(request.headers.authorization ?? '') ?? []
  if (!encoded) return {}
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return { client_id: id, client_secret: secret }
}

function quote(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
