// What the server and the page of the local workspace say to each other. Types only: the page runs in a browser.

import type { KnownBlock, View } from '@slack/types'

export interface Person {
  id: string
  name: string
  /** True for the bot itself. */
  bot: boolean
  role: Role
  /** The team of another company's people, who are in Slack Connect channels only. */
  team?: string
}

/** As Slack knows them: who administers the workspace, and who was only let into some channels. */
export type Role = 'admin' | 'member' | 'guest'

export interface Channel {
  id: string
  name: string
  kind: 'public' | 'private' | 'im'
  members: string[]
  /** Who made it; nobody in particular where it came with the workspace. */
  creator?: string
  /** Slack Connect: people of another company are in it. */
  isConnect: boolean
}

export interface SharedFile {
  id: string
  name: string
  mimetype: string
  size: number
  user: string
  /** Path on this server that a logged-in page may open. */
  url: string
  /** What a picture shows, in words. */
  alt?: string
}

export interface Reaction {
  name: string
  users: string[]
}

export interface Message {
  channel: string
  ts: string
  thread_ts: string | null
  user: string
  text: string
  blocks: KnownBlock[]
  files: SharedFile[]
  reactions: Reaction[]
  edited: boolean
  /** Set on an ephemeral message: the only person who sees it. */
  ephemeral_to: string | null
}

/** A modal open for one person; the topmost of their stack. */
export interface OpenView {
  id: string
  hash: string
  user: string
  view: View
  /** block_id → message, from the last submission. */
  errors: Record<string, string>
}

export interface SlashCommand {
  command: string
  description: string
  usage_hint: string
}

export interface MessageShortcut {
  callback_id: string
  name: string
  type: 'message' | 'global'
}

/** GET /client/state?user=U */
export interface ClientState {
  team: { id: string; name: string }
  app: { name: string; connected: boolean }
  people: Person[]
  channels: Channel[]
  messages: Message[]
  views: OpenView[]
  /** What the app shows this person in its Home tab; null until it did. */
  home: OpenView | null
  commands: SlashCommand[]
  shortcuts: MessageShortcut[]
}

/** One `data:` line of GET /client/events?user=U (server-sent events): what changed for that person. */
export type ClientEvent =
  | { type: 'message'; message: Message }
  | { type: 'message_deleted'; channel: string; ts: string }
  | { type: 'channel'; channel: Channel }
  | { type: 'view'; view: OpenView }
  | { type: 'view_closed'; id: string }
  | { type: 'home'; view: OpenView }
  | { type: 'app'; connected: boolean }
  | { type: 'notice'; text: string }

/** POST /client/message */
export interface PostMessage {
  user: string
  channel: string
  text: string
  thread_ts: string | null
  /** Ids from POST /client/files?user=U&name=N (body: the bytes; answer: SharedFile). */
  files: string[]
}

/**
 * POST /client/command: answers { ok, error }. error = 'dispatch_failed' | 'operation_timeout' as Slack shows it, or
 * 'unknown_command' where the manifest has no such.
 */
export interface RunCommand {
  user: string
  channel: string
  command: string
  text: string
}

/** POST /client/shortcut; channel and ts only for a message shortcut. */
export interface RunShortcut {
  user: string
  callback_id: string
  channel: string | null
  ts: string | null
}

/** POST /client/action: a click or choice in a message's or an open view's block. */
export interface TakeAction {
  user: string
  container: { type: 'message'; channel: string; ts: string } | { type: 'view'; view_id: string }
  block_id: string
  action_id: string
  /** The element's type and its chosen value as Slack sends it: { type: 'button', value: '…' }, { type: 'static_select', selected_option }… */
  element: Record<string, unknown>
}

/** POST /client/view/submit: state.values as Slack has them; answers { ok, error }, the view's change comes as an event. */
export interface SubmitView {
  user: string
  view_id: string
  values: Record<string, Record<string, Record<string, unknown>>>
}

/** POST /client/view/close */
export interface CloseView {
  user: string
  view_id: string
}

/** POST /client/reaction */
export interface React {
  user: string
  channel: string
  ts: string
  name: string
  on: boolean
}

/** POST /client/membership: invite or remove the bot. */
export interface ChangeMembership {
  user: string
  channel: string
  member: string
  on: boolean
}

/** POST /client/delete: a person takes back what they wrote; an admin anybody's. */
export interface DeleteMessage {
  user: string
  channel: string
  ts: string
}

/** POST /client/files/delete: a person deletes their own file, wherever it is shared. */
export interface DeleteFile {
  user: string
  file: string
}

/**
 * POST /client/home: the person opens a tab of the app's own place. GET /client/home?user=U answers
 * { view: OpenView | null }, what the app published for them.
 */
export interface OpenHome {
  user: string
  tab: 'home' | 'messages'
}
