import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { createEvents, type Delivery } from './delivery.ts'
import { createElementState } from './element-state.ts'
import { Faults } from './faults.ts'
import { openFileBytes } from './file-bytes.ts'
import { createHttpDelivery } from './http-delivery.ts'
import { readManifest } from './manifest.ts'
import type { ApiDeps } from './method.ts'
import { createResponseUrls } from './response-urls.ts'
import { noteRunning, refuseSecond } from './running.ts'
import { createSocketMode, type OnAcknowledged } from './socket-mode.ts'
import { mayHear, type Granted } from './scopes.ts'
import { Store } from './store.ts'
import { createTeams, type Teams } from './teams.ts'
import { Views } from './views.ts'

export interface WorkspaceOptions {
  /** 0: any free one. */
  port: number
  host?: string
  /** Keeps its state: a journal, and files beside it. */
  folder: string
  /** The app's manifest.yml: its commands, shortcuts and events. */
  manifestFile: string
  /** Signed HTTP to this address instead of Socket Mode. */
  httpDelivery?: { url: string }
  /** Hears how long the app took to acknowledge each delivery by Socket Mode. */
  onAcknowledged?: OnAcknowledged
  /** Is asked before the workspace; true where it answered. Lets something else share the port. */
  first?: (request: IncomingMessage, response: ServerResponse) => boolean
}

export interface Workspace {
  url: string
  apiUrl: string
  botToken: string
  appToken: string
  signingSecret: string
  /** For an app that several teams install. */
  clientId: string
  clientSecret: string
  addTeam: Teams['add']
  uninstall: Teams['uninstall']
  faults: Faults
  /** Reads the manifest's commands and shortcuts again; its scopes and events stay. */
  renewCommands(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A small Slack on this machine: Web API, Socket Mode or HTTP, and a page to use it with. Its state outlives it.
 * Throws `AlreadyRunning` where the folder is in use.
 */
export async function startWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const manifest = await readManifest(options.manifestFile)
  await refuseSecond(options.folder)
  const store = new Store(options.folder)
  const faults = new Faults()
  const address = { url: '' }
  const onChange = (connected: boolean) => {
    store.tell({ type: 'app', connected }, 'all')
    if (!connected) return
    events.flush()
    teams.flush()
  }
  const sockets = createSocketMode(options.httpDelivery ? () => undefined : onChange, options.onAcknowledged)
  const delivery: Delivery = options.httpDelivery
    ? createHttpDelivery({
        url: options.httpDelivery.url,
        signingSecret: () => store.secrets.signingSecret,
        onChange,
      })
    : sockets
  const scopes = manifest.oauth_config?.scopes.bot
  const granted: Granted = scopes ? new Set(scopes) : null
  const named = manifest.settings.event_subscriptions.bot_events
  const subscribed = named.filter((event) => mayHear(granted, event))
  const events = createEvents({ store, delivery, faults, subscribed })
  faults.disconnect = (reason) => sockets.disconnectAll(reason)
  const api: ApiDeps = {
    store,
    events,
    faults,
    granted,
    views: new Views(store),
    fileBytes: await openFileBytes(join(options.folder, 'files')),
    baseUrl: () => address.url,
    openSocketUrl: () => `${address.url.replace('http', 'ws')}/socket?ticket=${sockets.openTicket()}`,
  }
  const deps = {
    ...api,
    delivery,
    manifest,
    folder: options.folder,
    elementState: createElementState(),
    responseUrls: createResponseUrls(api),
  }
  const app = { clientId: '1.local', clientSecret: store.secrets.signingSecret, codes: new Map() }
  const teams = createTeams(deps, subscribed, app)

  const server = createServer((request, response) => {
    if (!options.first?.(request, response)) void teams.answer(request, response)
  })
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head))
  address.url = await listen(server, options)
  const forget = await noteRunning(options.folder, address.url)
  return {
    url: address.url,
    apiUrl: `${address.url}/api/`,
    ...store.secrets,
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    addTeam: async (team) => teams.add(team),
    uninstall: (teamId) => teams.uninstall(teamId),
    faults,
    async renewCommands() {
      const { features } = await readManifest(options.manifestFile)
      manifest.features = features
    },
    async [Symbol.asyncDispose]() {
      await forget()
      delivery.close()
      sockets.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      store.close()
    },
  }
}

async function listen(server: ReturnType<typeof createServer>, options: WorkspaceOptions): Promise<string> {
  const host = options.host ?? '127.0.0.1'
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, host, resolve)
  })
  const address = server.address()
  return `http://${host === '127.0.0.1' ? 'localhost' : host}:${typeof address === 'object' && address ? address.port : options.port}`
}
