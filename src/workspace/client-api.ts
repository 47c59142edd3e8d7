import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { react } from './api-chat.ts'
import { shareFiles } from './api-files.ts'
import type {
  ChangeMembership,
  ClientState,
  CloseView,
  PostMessage,
  React,
  RunCommand,
  RunShortcut,
  SubmitView,
  TakeAction,
} from './client-protocol.ts'
import type { Delivery } from './delivery.ts'
import { HttpError, readBody, sendJson } from './http.ts'
import type { Interactions } from './interactions.ts'
import type { Manifest } from './manifest.ts'
import { SlackRefusal } from './slack-refusal.ts'
import { botUserId, newId, teamId } from './ids.ts'
import { publicMessage, type Listener } from './store.ts'
import type { ApiDeps } from './web-api.ts'

const maxUploadBytes = 100 * 1024 * 1024

export type ClientDeps = ApiDeps & {
  delivery: Delivery
  interactions: Interactions
  manifest: Manifest
  folder: string
}

/** What the page asks for: /client/*. */
export async function answerClient(
  deps: ClientDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const user = url.searchParams.get('user') ?? ''
  const path = url.pathname.slice('/client/'.length)
  if (request.method === 'GET' && path === 'state') return sendJson(response, { value: stateFor(deps, user) })
  if (request.method === 'GET' && path === 'folder') return void response.end(deps.folder)
  if (request.method === 'GET' && path === 'events') return streamEvents(deps, user, response)
  if (request.method === 'GET' && path.startsWith('files/'))
    return sendFile(deps, path.slice('files/'.length), response)
  if (request.method !== 'POST') throw new HttpError(405, 'method not allowed')
  if (path === 'files') {
    const bytes = await readBody(request, maxUploadBytes)
    const type = request.headers['content-type'] ?? 'application/octet-stream'
    return sendJson(response, {
      value: await keepFile(deps, bytes, { user, name: url.searchParams.get('name') ?? 'file', type }),
    })
  }
  const body: unknown = JSON.parse((await readBody(request, 1024 * 1024)).toString('utf8'))
  sendJson(response, { value: await act(deps, path, body) })
}

async function act(deps: ClientDeps, path: string, body: unknown): Promise<object> {
  try {
    switch (path) {
      case 'message':
        postMessage(deps, body as PostMessage)
        return { ok: true }
      case 'command':
        return await deps.interactions.runCommand(body as RunCommand)
      case 'shortcut':
        return await deps.interactions.runShortcut(body as RunShortcut)
      case 'action':
        return await deps.interactions.takeAction(body as TakeAction)
      case 'view/submit':
        return await deps.interactions.submitView(body as SubmitView)
      case 'view/close':
        return await deps.interactions.closeView(body as CloseView)
      case 'reaction': {
        const reaction = body as React
        const message = react(deps.store, reaction)
        const type = reaction.on ? 'reaction_added' : 'reaction_removed'
        const item = { type: 'message', channel: reaction.channel, ts: reaction.ts }
        deps.events.emit({
          type,
          user: reaction.user,
          reaction: reaction.name,
          item,
          item_user: message.user,
          event_ts: deps.store.nextTs(),
        })
        return { ok: true }
      }
      case 'membership':
        changeMembership(deps, body as ChangeMembership)
        return { ok: true }
      default:
        throw new HttpError(404, 'not found')
    }
  } catch (error) {
    if (error instanceof SlackRefusal) return { ok: false, error: error.code }
    throw error
  }
}

function postMessage(deps: ClientDeps, post: PostMessage): void {
  const { store, events } = deps
  const channel = store.channels.get(post.channel)
  if (!channel || !store.canSee(post.user, channel)) throw new SlackRefusal('channel_not_found')
  const files = post.files.map((id) => store.files.get(id)).filter((file) => file !== undefined)
  const to = { channel: channel.id, thread: post.thread_ts, user: post.user, text: post.text }
  if (files.length > 0) return shareFiles(deps, files, to)
  const ts = store.nextTs()
  const { channel: at, thread: thread_ts, user, text } = to
  const nothing = { blocks: [], files: [], reactions: [], edited: false, ephemeral_to: null, metadata: null }
  store.put({ kind: 'message', value: { channel: at, ts, thread_ts, user, text, ...nothing } })
  const event = { user, text, ts, channel: at, event_ts: ts, ...(thread_ts === null ? {} : { thread_ts }) }
  if (channel.kind === 'im') events.emit({ type: 'message', channel_type: 'im', ...event })
  else if (channel.members.includes(botUserId) && text.includes(`<@${botUserId}>`))
    events.emit({ type: 'app_mention', ...event })
}

async function keepFile(
  deps: ClientDeps,
  bytes: Buffer,
  of: { user: string; name: string; type: string },
): Promise<object> {
  const id = newId('F')
  await writeFile(join(deps.folder, 'files', id), bytes, { mode: 0o600 })
  const file = {
    id,
    name: of.name,
    mimetype: of.type,
    size: bytes.length,
    user: of.user,
    url: `/client/files/${id}`,
  }
  deps.store.put({ kind: 'file', value: { ...file, shares: [] } })
  return file
}

function sendFile(deps: ClientDeps, id: string, response: ServerResponse): void {
  const file = deps.store.files.get(id)
  if (!file) throw new HttpError(404, 'no such file')
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    'x-content-type-options': 'nosniff',
  })
  createReadStream(join(deps.folder, 'files', file.id))
    .on('error', () => response.destroy())
    .pipe(response)
}

function changeMembership(deps: ClientDeps, change: ChangeMembership): void {
  const channel = deps.store.channels.get(change.channel)
  if (!channel) throw new SlackRefusal('channel_not_found')
  const others = channel.members.filter((member) => member !== change.member)
  const members = change.on ? [...others, change.member] : others
  deps.store.put({ kind: 'channel', value: { ...channel, members } })
}

function stateFor(deps: ClientDeps, user: string): ClientState {
  const { store, manifest, views, delivery } = deps
  const channels = [...store.channels.values()].filter((channel) => store.canSee(user, channel))
  return {
    team: { id: teamId, name: 'Local workspace' },
    app: { name: manifest.display_information.name, connected: delivery.connected },
    people: [...store.people.values()],
    channels,
    messages: channels.flatMap((channel) => store.messagesIn(channel.id).map(publicMessage)),
    views: views.of(user),
    commands: manifest.features.slash_commands.map(({ command, description, usage_hint }) => ({
      command,
      description,
      usage_hint: usage_hint ?? '',
    })),
    shortcuts: manifest.features.shortcuts,
  }
}

function streamEvents(deps: ClientDeps, user: string, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write(': open\n\n')
  const listener: Listener = (event, to) => {
    const channel = to !== 'all' && 'channel' in to ? deps.store.channels.get(to.channel) : undefined
    const isMeant =
      to === 'all' ||
      ('user' in to ? to.user === user : channel !== undefined && deps.store.canSee(user, channel))
    if (isMeant) response.write(`data: ${JSON.stringify(event)}\n\n`)
  }
  deps.store.listeners.add(listener)
  response.on('close', () => deps.store.listeners.delete(listener))
}
