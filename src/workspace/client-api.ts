import type { IncomingMessage, ServerResponse } from 'node:http'
import type { z } from 'zod'
import { react } from './api-reactions.ts'
import type { ChangeMembership, OpenHome, PostMessage, SharedFile } from './client-protocol.ts'
import { clientRequests } from './client-requests.ts'
import { stateFor, streamEvents } from './client-state.ts'
import type { StoredFile } from './entries.ts'
import { mimetypeOf } from './file-types.ts'
import { HttpError, readJson, sendJson } from './http.ts'
import { newId } from './ids.ts'
import { runCommand, runShortcut, takeAction, type InteractionDeps, type Outcome } from './interactions.ts'
import { deleteFile, deleteMessage } from './deletions.ts'
import { joinChannel, leaveChannel } from './membership.ts'
import { withMentions } from './mentions.ts'
import { postMessage, threadRoot } from './post-message.ts'
import { sendClientFile } from './served-files.ts'
import { SlackRefusal } from './slack-refusal.ts'
import { closeView, submitView } from './view-interactions.ts'

const maxRequestBytes = 1024 * 1024

export type ClientDeps = InteractionDeps & { folder: string }

/** What the page asks for: /client/*. */
export async function answerClient(
  deps: ClientDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const user = url.searchParams.get('user') ?? ''
  const path = url.pathname.slice('/client/'.length)
  if (request.method === 'GET') return answerGet(deps, { path, user }, response)
  if (request.method !== 'POST') throw new HttpError(405, 'method not allowed')
  if (path === 'files') {
    if (!isPerson(deps, user)) throw new HttpError(400, 'no such person')
    const name = url.searchParams.get('name') ?? 'file'
    return sendJson(response, { value: await receiveFile(deps, request, { user, name }) })
  }
  const body = await readJson(request, maxRequestBytes)
  sendJson(response, { value: await act(deps, path, body) })
}

async function answerGet(
  deps: ClientDeps,
  { path, user }: { path: string; user: string },
  response: ServerResponse,
): Promise<void> {
  if (path === 'state') return sendJson(response, { value: stateFor(deps, user) })
  if (path === 'events') return streamEvents(deps, user, response)
  if (path === 'home') return sendJson(response, { value: { view: deps.store.homes.get(user) ?? null } })
  if (path === 'folder') return void response.end(deps.folder)
  if (path.startsWith('files/')) return sendClientFile(deps, path.slice('files/'.length), response)
  throw new HttpError(404, 'not found')
}

type Act<Path extends keyof typeof clientRequests> = (
  deps: ClientDeps,
  body: z.infer<(typeof clientRequests)[Path]>,
) => Outcome | Promise<Outcome | void> | void

const acts: { [Path in keyof typeof clientRequests]: Act<Path> } = {
  message: sendMessage,
  command: runCommand,
  shortcut: runShortcut,
  action: takeAction,
  'view/submit': submitView,
  'view/close': closeView,
  reaction: (deps, body) => void react(deps, body),
  membership: changeMembership,
  home: openHome,
  delete: deleteMessage,
  'files/delete': deleteFile,
}

async function act(deps: ClientDeps, path: string, body: unknown): Promise<Outcome> {
  if (!Object.hasOwn(acts, path)) throw new HttpError(404, 'not found')
  const name = path as 'message'
  const parsed = clientRequests[name].safeParse(body)
  if (!parsed.success) throw new HttpError(400, `wrong request: ${parsed.error.issues[0]?.message ?? ''}`)
  if (!isPerson(deps, parsed.data.user)) return { ok: false, error: 'user_not_found' }
  try {
    return (await acts[name](deps, parsed.data)) ?? { ok: true }
  } catch (error) {
    if (error instanceof SlackRefusal) return { ok: false, error: error.code }
    throw error
  }
}

function isPerson({ store }: ClientDeps, user: string): boolean {
  return store.people.get(user)?.bot === false
}

function sendMessage(deps: ClientDeps, post: PostMessage): void {
  const { store } = deps
  const channel = store.channels.get(post.channel)
  if (!channel || !store.canSee(post.user, channel)) throw new SlackRefusal('channel_not_found')
  const files = post.files.flatMap((id) => store.files.get(id) ?? [])
  const isOwn = files.every((file) => file.user === post.user && !file.isDeleted)
  if (files.length < post.files.length || !isOwn) throw new SlackRefusal('file_not_found')
  if (post.text.trim() === '' && files.length === 0) throw new SlackRefusal('no_text')
  const thread = threadRoot(store, channel, post.thread_ts)
  postMessage(deps, {
    channel,
    thread,
    user: post.user,
    text: withMentions(post.text, store.people.values()),
    files,
  })
}

function changeMembership(deps: ClientDeps, change: ChangeMembership): void {
  const { store } = deps
  const channel = store.channels.get(change.channel)
  if (!channel || !store.canSee(change.user, channel)) throw new SlackRefusal('channel_not_found')
  if (channel.kind === 'im') throw new SlackRefusal('method_not_supported_for_channel_type')
  if (!store.people.has(change.member)) throw new SlackRefusal('user_not_found')
  if (channel.members.includes(change.member) === change.on) return
  if (change.on) joinChannel(deps, channel, { member: change.member, inviter: change.user })
  else leaveChannel(deps, channel, change.member)
}

function openHome({ store, events, views }: ClientDeps, { user, tab }: OpenHome): void {
  const published = store.homes.get(user)
  const channel = store.directMessage(user)
  const view = tab === 'home' && published ? { view: views.payload(published) } : {}
  events.emit({ type: 'app_home_opened', user, channel: channel?.id, tab, ...view, event_ts: store.nextTs() })
}

async function receiveFile(
  deps: ClientDeps,
  request: IncomingMessage,
  of: { user: string; name: string },
): Promise<SharedFile> {
  const id = newId('F')
  const size = await deps.fileBytes.keep(id, request)
  const mimetype = mimetypeOf(of.name)
  const shown: SharedFile = { id, name: of.name, mimetype, size, user: of.user, url: `/client/files/${id}` }
  const file: StoredFile = { ...shown, shares: [] }
  deps.store.put({ kind: 'file', value: file })
  return shown
}
