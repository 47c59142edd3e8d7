import { createReadStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { answerClient, type ClientDeps } from './client-api.ts'
import { createEvents, type Delivery } from './delivery.ts'
import { Faults } from './faults.ts'
import { createHttpDelivery } from './http-delivery.ts'
import { HttpError, isLocalHost, readBody, sendJson } from './http.ts'
import { Interactions } from './interactions.ts'
import { readManifest } from './manifest.ts'
import { sendPageFile } from './page-files.ts'
import { noteRunning, refuseSecond } from './running.ts'
import { SlackRefusal } from './slack-refusal.ts'
import { createSocketMode } from './socket-mode.ts'
import { Store } from './store.ts'
import { Views } from './views.ts'
import { answerWebApi, type ApiDeps } from './web-api.ts'

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
}

export interface Workspace {
  url: string
  apiUrl: string
  botToken: string
  appToken: string
  signingSecret: string
  faults: Faults
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * A small Slack on this machine: Web API, Socket Mode or HTTP, and a page to use it with. Its state outlives it.
 * Throws `AlreadyRunning` where the folder is in use.
 */
export async function startWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const manifest = await readManifest(options.manifestFile)
  await refuseSecond(options.folder)
  await mkdir(join(options.folder, 'files'), { recursive: true, mode: 0o700 })
  const store = new Store(options.folder)
  const faults = new Faults()
  const address = { url: '' }
  const sockets = createSocketMode((connected) => {
    store.tell({ type: 'app', connected }, 'all')
    if (connected) events.flush()
  })
  const delivery: Delivery = options.httpDelivery
    ? createHttpDelivery({ url: options.httpDelivery.url, signingSecret: () => store.secrets.signingSecret })
    : sockets
  const events = createEvents({
    store,
    delivery,
    faults,
    subscribed: manifest.settings.event_subscriptions.bot_events,
  })
  faults.disconnect = () => sockets.disconnectAll()
  const api: ApiDeps = {
    store,
    events,
    faults,
    views: new Views(store),
    baseUrl: () => address.url,
    openSocketUrl: () => `${address.url.replace('http', 'ws')}/socket?ticket=${sockets.openTicket()}`,
  }
  const deps = {
    ...api,
    delivery,
    manifest,
    folder: options.folder,
    interactions: new Interactions({ ...api, delivery }),
  }

  const server = createServer((request, response) => {
    route(deps, request, response).catch((error: unknown) => answerError(error, response))
  })
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head))
  address.url = await listen(server, options)
  const forget = await noteRunning(options.folder, address.url)
  if (options.httpDelivery) events.flush()
  return {
    url: address.url,
    apiUrl: `${address.url}/api/`,
    ...store.secrets,
    faults,
    async [Symbol.asyncDispose]() {
      await forget()
      sockets.closeAll()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function route(deps: ClientDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isLocalHost(request.headers.host)) throw new HttpError(403, 'only for this machine')
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  if (pathname.startsWith('/api/')) return answerWebApi(deps, request, response)
  if (pathname.startsWith('/client/')) {
    // Another site's page in the same browser may send, but not under its own name.
    const { origin } = request.headers
    if (request.method !== 'GET' && origin !== undefined && origin !== `http://${request.headers.host}`)
      throw new HttpError(403, 'foreign origin')
    return answerClient(deps, request, response)
  }
  if (pathname.startsWith('/files-pri/')) return sendPrivateFile(deps, request, response)
  if (pathname.startsWith('/upload/')) return receiveUpload(deps, request, response)
  if (pathname.startsWith('/response/')) {
    deps.interactions.respond(
      pathname.slice('/response/'.length),
      JSON.parse((await readBody(request, 1024 * 1024)).toString('utf8')) as Record<string, unknown>,
    )
    response.end('ok')
    return
  }
  if (pathname === '/' || pathname.startsWith('/page/')) return sendPageFile(pathname, response)
  throw new HttpError(404, 'not found')
}

// Without a token that may read files Slack answers with its login page and status 200.
function sendPrivateFile(deps: ClientDeps, request: IncomingMessage, response: ServerResponse): void {
  const id = new URL(request.url ?? '/', 'http://localhost').pathname.slice('/files-pri/'.length)
  const file = deps.store.files.get(id)
  const fault = deps.faults.take('files-pri')
  if (request.headers.authorization !== `Bearer ${deps.store.secrets.botToken}` || fault) {
    response.writeHead(fault?.status ?? 200, { 'content-type': 'text/html; charset=utf-8' })
    response.end('<!DOCTYPE html><title>Sign in</title>')
    return
  }
  if (!file) throw new HttpError(404, 'no such file')
  response.writeHead(200, { 'content-type': file.mimetype, 'content-length': String(file.size) })
  createReadStream(join(deps.folder, 'files', file.id))
    .on('error', () => response.destroy())
    .pipe(response)
}

async function receiveUpload(
  deps: ClientDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const id = new URL(request.url ?? '/', 'http://localhost').pathname.slice('/upload/'.length)
  const file = deps.store.files.get(id)
  if (!file) throw new HttpError(404, 'no such upload')
  const body = await readBody(request, 100 * 1024 * 1024)
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': request.headers['content-type'] ?? '' },
  })
    .formData()
    .catch(() => null)
  const part = form ? [...form.values()].find((value) => typeof value !== 'string') : undefined
  const bytes = part ? Buffer.from(await part.arrayBuffer()) : body
  await writeFile(join(deps.folder, 'files', id), bytes, { mode: 0o600 })
  deps.store.put({ kind: 'file', value: { ...file, size: bytes.length } })
  response.end(`OK - ${bytes.length}`)
}

function answerError(error: unknown, response: ServerResponse): void {
  const status =
    error instanceof HttpError
      ? error.status
      : error instanceof SyntaxError
        ? 400
        : error instanceof SlackRefusal
          ? 404
          : 500
  if (response.headersSent) return void response.destroy()
  sendJson(response, {
    status,
    value: { ok: false, error: error instanceof Error ? error.message : 'error' },
  })
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
