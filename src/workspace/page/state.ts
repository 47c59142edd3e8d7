import type { Channel, ClientEvent, ClientState, Message, Person } from '../client-protocol.ts'

export interface Place {
  user: string
  channel: string
  /** The open thread's first message. */
  thread: string | null
}

/** Where the address names the app's Home tab instead of a channel. */
export const homePlace = 'home'

/** The state after something changed. */
export function applyEvent(state: ClientState, event: ClientEvent): ClientState {
  switch (event.type) {
    case 'message':
      return { ...state, messages: upsert(state.messages, event.message, isSameMessage) }
    case 'message_deleted':
      return { ...state, messages: state.messages.filter((message) => !isSameMessage(message, event)) }
    case 'channel':
      return { ...state, channels: upsert(state.channels, event.channel, (a, b) => a.id === b.id) }
    case 'view':
      return { ...state, views: upsert(state.views, event.view, (a, b) => a.id === b.id) }
    case 'view_closed':
      return { ...state, views: state.views.filter((view) => view.id !== event.id) }
    case 'home':
      return { ...state, home: event.view }
    case 'app':
      return { ...state, app: { ...state.app, connected: event.connected } }
    case 'notice':
      return state
  }
}

/** The messages of a channel outside threads, oldest first. */
export function topMessages(state: ClientState, channel: string): Message[] {
  return sorted(state.messages.filter((message) => message.channel === channel && message.thread_ts === null))
}

/** A thread's first message and its replies. */
export function threadMessages(state: ClientState, channel: string, thread: string): Message[] {
  return sorted(
    state.messages.filter(
      (message) => message.channel === channel && (message.ts === thread || message.thread_ts === thread),
    ),
  )
}

export function personName(state: ClientState, user: string): string {
  return state.people.find((person) => person.id === user)?.name ?? user
}

export function channelTitle(channel: Channel): string {
  return channel.kind === 'im' ? channel.name : `#${channel.name}`
}

/** The person's direct message with the app. */
export function directMessageOf(state: ClientState, user: string): Channel | undefined {
  return state.channels.find((channel) => channel.kind === 'im' && channel.members.includes(user))
}

/** A person as one chooses whom to be. */
export function personTitle({ name, role }: Person): string {
  return role === 'member' ? name : `${name} (${role})`
}

/** Where the address says the reader is: #user/channel/thread. */
export function readPlace(hash: string): Place {
  const [user, channel, thread] = hash.replace(/^#/, '').split('/')
  return { user: user || 'U0ADA', channel: channel || 'C0CONTRACTS', thread: thread || null }
}

export function writePlace(place: Place): string {
  return `#${[place.user, place.channel, place.thread].filter((part) => part !== null).join('/')}`
}

function sorted(messages: Message[]): Message[] {
  return messages.toSorted((a, b) => (a.ts < b.ts ? -1 : 1))
}

function isSameMessage(a: { channel: string; ts: string }, b: { channel: string; ts: string }): boolean {
  return a.channel === b.channel && a.ts === b.ts
}

function upsert<T>(list: T[], item: T, isSame: (a: T, b: T) => boolean): T[] {
  return list.some((each) => isSame(each, item))
    ? list.map((each) => (isSame(each, item) ? item : each))
    : [...list, item]
}
