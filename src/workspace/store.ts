import type { Channel, ClientEvent, Message, OpenView, Person } from './client-protocol.ts'
import type { Entry, PendingEvent, Secrets, StoredFile, StoredMessage } from './entries.ts'
import { openJournal } from './journal.ts'
import { seedEntries } from './seed.ts'

/** To whom a change is shown: everybody who may see the channel, or one person. */
export type Listener = (event: ClientEvent, to: { channel: string } | { user: string } | 'all') => void

/** Below this a journal is short enough, however much of it is outdated. */
const compactAbove = 1000
/** Deletions that come together are written together. */
const forgetAfterMs = 1000
/** As in Slack an ephemeral message is gone sooner or later. */
const maxEphemerals = 200

/** Everything the workspace knows, kept through a kill by its journal. */
export class Store {
  secrets: Secrets = { botToken: '', appToken: '', signingSecret: '' }
  readonly people = new Map<string, Person>()
  readonly channels = new Map<string, Channel>()
  readonly messages = new Map<string, StoredMessage>()
  readonly files = new Map<string, StoredFile>()
  readonly homes = new Map<string, OpenView>()
  readonly pending = new Map<string, PendingEvent>()
  /** By their time stamps; they do not outlive the process. */
  readonly ephemerals = new Map<string, StoredMessage>()
  readonly listeners = new Set<Listener>()
  readonly #journal
  #lastTs = 0
  #forgetting: NodeJS.Timeout | undefined

  constructor(folder: string) {
    this.#journal = openJournal<Entry>(folder, 'journal.jsonl')
    const { entries } = this.#journal
    // In one piece: a process killed while it seeds leaves nothing behind.
    if (entries.length === 0) this.#journal.compact(seedEntries())
    for (const entry of this.#journal.entries) this.#apply(entry)
    const snapshot = this.#snapshot()
    const isLong = entries.length > compactAbove && entries.length > 2 * snapshot.length
    // A kill may have come before what was deleted was written away.
    const holdsDeleted = entries.length > snapshot.length && entries.some(isDeletion)
    if (isLong || holdsDeleted) this.#journal.compact(snapshot)
  }

  /** Writes away at once what was deleted a moment ago; later nothing is written. */
  close(): void {
    if (this.#forgetting) this.#forget()
  }

  put(entry: Entry): void {
    const before = entry.kind === 'channel' ? this.channels.get(entry.value.id)?.members : undefined
    this.#journal.append(entry)
    this.#apply(entry)
    if (isDeletion(entry)) this.#forgetSoon()
    if (entry.kind === 'message')
      this.tell({ type: 'message', message: publicMessage(entry.value) }, { channel: entry.value.channel })
    if (entry.kind === 'message_deleted')
      this.tell({ type: 'message_deleted', ...entry.value }, { channel: entry.value.channel })
    if (entry.kind === 'home') this.tell({ type: 'home', view: entry.value }, { user: entry.value.user })
    if (entry.kind === 'channel') this.#tellOfChannel({ isConnect: false, ...entry.value }, before ?? [])
  }

  tell(...change: Parameters<Listener>): void {
    for (const listener of this.listeners) listener(...change)
  }

  /** Shows a message to the one person it is for. */
  putEphemeral(message: StoredMessage & { ephemeral_to: string }): void {
    this.ephemerals.set(message.ts, message)
    const [oldest] = this.ephemerals.keys()
    if (this.ephemerals.size > maxEphemerals && oldest !== undefined) this.ephemerals.delete(oldest)
    this.tell({ type: 'message', message: publicMessage(message) }, { user: message.ephemeral_to })
  }

  deleteEphemeral({ channel, ts, ephemeral_to: user }: StoredMessage): void {
    this.ephemerals.delete(ts)
    if (user !== null) this.tell({ type: 'message_deleted', channel, ts }, { user })
  }

  message(channel: string, ts: string): StoredMessage | undefined {
    return this.messages.get(`${channel} ${ts}`)
  }

  /** The messages of a channel, oldest first. */
  messagesIn(channel: string): StoredMessage[] {
    return [...this.messages.values()]
      .filter((message) => message.channel === channel)
      .sort((a, b) => (a.ts < b.ts ? -1 : 1))
  }

  /** The direct message of a person with the bot. */
  directMessage(user: string): Channel | undefined {
    return [...this.channels.values()].find(
      (channel) => channel.kind === 'im' && channel.members.includes(user),
    )
  }

  /** Guests and people of other companies see only what they are in. */
  canSee(user: string, channel: Channel): boolean {
    if (channel.members.includes(user)) return true
    const person = this.people.get(user)
    return channel.kind === 'public' && person?.role !== 'guest' && person?.team === undefined
  }

  /** A time stamp as Slack has it: unique, growing, seconds with six decimals. */
  nextTs(): string {
    this.#lastTs = Math.max(Date.now() * 1000, this.#lastTs + 1)
    return `${Math.floor(this.#lastTs / 1e6)}.${String(this.#lastTs % 1e6).padStart(6, '0')}`
  }

  // What was deleted still stands in the journal's older lines: it is written anew without it.
  #forgetSoon(): void {
    this.#forgetting?.refresh()
    this.#forgetting ??= setTimeout(() => this.#forget(), forgetAfterMs).unref()
  }

  #forget(): void {
    clearTimeout(this.#forgetting)
    this.#forgetting = undefined
    this.#journal.compact(this.#snapshot())
  }

  // Who just left a channel that they no longer see must learn that much.
  #tellOfChannel(channel: Channel, before: string[]): void {
    const change = { type: 'channel' as const, channel }
    this.tell(change, { channel: channel.id })
    for (const user of before) if (!this.canSee(user, channel)) this.tell(change, { user })
  }

  #apply(entry: Entry): void {
    switch (entry.kind) {
      case 'secrets':
        this.secrets = entry.value
        break
      case 'person':
        this.people.set(entry.value.id, { role: 'member', ...entry.value })
        break
      case 'channel':
        this.channels.set(entry.value.id, { isConnect: false, ...entry.value })
        break
      case 'message':
        this.messages.set(`${entry.value.channel} ${entry.value.ts}`, entry.value)
        this.#lastTs = Math.max(this.#lastTs, Number(entry.value.ts.replace('.', '')))
        break
      case 'message_deleted':
        this.messages.delete(`${entry.value.channel} ${entry.value.ts}`)
        break
      case 'file':
        this.files.set(entry.value.id, entry.value)
        break
      case 'home':
        this.homes.set(entry.value.user, entry.value)
        break
      case 'event':
        this.pending.set(entry.value.id, entry.value)
        break
      case 'event_done':
        this.pending.delete(entry.value.id)
        break
    }
  }

  #snapshot(): Entry[] {
    return [
      { kind: 'secrets', value: this.secrets },
      ...all('person', this.people.values()),
      ...all('channel', this.channels.values()),
      ...all('message', this.messages.values()),
      ...all('file', this.files.values()),
      ...all('home', this.homes.values()),
      ...all('event', this.pending.values()),
    ]
  }
}

export function publicMessage(message: StoredMessage): Message {
  const { metadata, ...shown } = message
  void metadata
  return shown
}

function all(kind: Entry['kind'], values: Iterable<unknown>): Entry[] {
  return [...values].map((value) => ({ kind, value }) as Entry)
}

function isDeletion(entry: Entry): boolean {
  return entry.kind === 'message_deleted' || (entry.kind === 'file' && entry.value.isDeleted === true)
}
