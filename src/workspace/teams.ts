import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { ClientDeps } from './client-api.ts'
import { createEvents, type Delivery, type Envelope } from './delivery.ts'
import { createElementState } from './element-state.ts'
import { openFileBytes } from './file-bytes.ts'
import { isLocalHost, sendJson } from './http.ts'
import { botUserId, teamId as homeId } from './ids.ts'
import type { ApiDeps } from './method.ts'
import { answerOAuth, isOAuth, type OAuthApp } from './oauth.ts'
import { createResponseUrls } from './response-urls.ts'
import { answerRequest } from './routes.ts'
import { Store } from './store.ts'
import { Views } from './views.ts'

/** A team has a store of its own, with the same ids in it as the first one has: only the team tells them apart. */
export interface Team {
  id: string
  name: string
  deps: ClientDeps
  botUserId: string
  isInstalled: boolean
}

export interface Teams {
  /** A further team, which has not installed the app yet; gives its page. */
  add(team: { id: string; name: string }): Promise<{ url: string }>
  /** Takes the app away from a team, tells it, and turns its token off. */
  uninstall(teamId: string): void
  /** Delivers what waits in the added ones, once the app can be reached. */
  flush(): void
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/** The first team, and those that are added: each under /team/<id>/, and in the Web API by its token. */
export function createTeams(home: ClientDeps, subscribed: string[], app: OAuthApp): Teams {
  const teams: Team[] = [{ id: homeId, name: 'Local workspace', deps: home, botUserId, isInstalled: true }]
  const revoked = new Set<string>()
  return {
    async add({ id, name }) {
      const url = `${home.baseUrl()}/team/${id}`
      const team: Team = { id, name, deps: home, botUserId: `U0BOT${id.slice(1)}`, isInstalled: false }
      team.deps = await depsOf(home, team, { url, subscribed })
      teams.push(team)
      return { url }
    },
    uninstall(teamId) {
      const team = teams.find(({ id }) => id === teamId)
      if (!team) throw new Error(`no team ${teamId}`)
      const { store, events } = team.deps
      revoked.add(store.secrets.botToken)
      store.put({ kind: 'secrets', value: { ...store.secrets, botToken: newToken() } })
      const at = { event_ts: store.nextTs() }
      events.emit({ type: 'tokens_revoked', tokens: { oauth: [], bot: [team.botUserId] }, ...at })
      events.emit({ type: 'app_uninstalled', ...at })
      team.isInstalled = false
    },
    flush() {
      for (const { deps } of teams) if (deps !== home) deps.events.flush()
    },
    async answer(request, response) {
      const url = new URL(request.url ?? '/', 'http://localhost')
      if (isOAuth(url) && isLocalHost(request.headers.host))
        return answerOAuth({ app, teams }, request, response).catch(() => void response.writeHead(400).end())
      const [, prefix = '', id = ''] = /^(\/team\/([A-Z0-9]+))\//.exec(url.pathname) ?? []
      const bearer = (request.headers.authorization ?? '').replace(/^Bearer /i, '')
      if (url.pathname.startsWith('/api/') && revoked.has(bearer))
        return sendJson(response, { value: { ok: false, error: 'account_inactive' } })
      const team = url.pathname.startsWith('/api/')
        ? teams.find(({ deps }) => deps.store.secrets.botToken === bearer)
        : teams.find((each) => each.id === id)
      if (!team || team.deps === home) return answerRequest(home, request, response)
      request.url = `${url.pathname.slice(prefix.length)}${url.search}`
      return answerRequest(team.deps, request, inTeam(team, response, url.pathname))
    },
  }
}

async function depsOf(
  home: ClientDeps,
  team: Team,
  { url, subscribed }: { url: string; subscribed: string[] },
): Promise<ClientDeps> {
  const folder = join(home.folder, 'teams', team.id)
  const store = new Store(folder)
  const delivery = deliveryOf(home.delivery, team)
  const api: ApiDeps = {
    ...home,
    store,
    events: createEvents({ store, delivery, faults: home.faults, subscribed }),
    views: new Views(store),
    fileBytes: await openFileBytes(join(folder, 'files')),
    baseUrl: () => url,
  }
  return {
    ...home,
    ...api,
    delivery,
    folder,
    elementState: createElementState(),
    responseUrls: createResponseUrls(api),
  }
}

// The app hears of a team while it is installed there, and that it is not any more.
function deliveryOf(delivery: Delivery, team: Team): Delivery {
  return {
    retryDelaysMs: delivery.retryDelaysMs,
    get connected() {
      return delivery.connected
    },
    async send(envelope) {
      if (!team.isInstalled && !isFarewell(envelope)) return { acknowledged: true }
      return delivery.send({ ...envelope, payload: translated(team, envelope.payload) })
    },
    close: () => undefined,
  }
}

function isFarewell({ payload }: Envelope): boolean {
  const event = payload['event'] as { type?: string } | undefined
  return event?.type === 'tokens_revoked' || event?.type === 'app_uninstalled'
}

// The Web API speaks of this team and its bot.
function inTeam(team: Team, response: ServerResponse, path: string): ServerResponse {
  if (!path.startsWith('/api/')) return response
  const end = response.end.bind(response)
  response.end = ((body?: unknown) =>
    end(typeof body === 'string' ? translate(team, body) : body)) as ServerResponse['end']
  return response
}

function translated(team: Team, payload: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(translate(team, JSON.stringify(payload))) as Record<string, unknown>
}

function translate(team: Team, json: string): string {
  return json.replaceAll(homeId, team.id).replaceAll(botUserId, team.botUserId)
}

function newToken(): string {
  return `xoxb-local-${randomBytes(18).toString('hex')}`
}
