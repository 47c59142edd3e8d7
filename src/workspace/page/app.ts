import { h, render, type JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { ClientState, Message } from '../client-protocol.ts'
import { listen, readState } from './api.ts'
import { ChannelView } from './channel.ts'
import { WorkspaceContext, type Workspace } from './context.ts'
import { HomeView } from './home.ts'
import { Modals } from './modal.ts'
import { Sidebar } from './sidebar.ts'
import { applyEvent, homePlace, readPlace, writePlace, type Place } from './state.ts'
import { ThreadPanel } from './thread.ts'

const noticeMs = 6000

function App(): JSX.Element {
  const [state, setState] = useState<ClientState | null>(null)
  const [place, setPlace] = useState<Place>(() => readPlace(location.hash))
  const [notices, setNotices] = useState<string[]>([])
  const [unread, setUnread] = useState<ReadonlySet<string>>(new Set())
  const [isSideShown, showSidebar] = useState(false)
  const placeNow = useRef(place)
  placeNow.current = place

  const go = (change: Partial<Place>) => {
    const next = { ...placeNow.current, ...change }
    placeNow.current = next
    history.replaceState(null, '', writePlace(next))
    setPlace(next)
    // Another person has not read the same.
    setUnread((before) =>
      change.user === undefined ? new Set([...before].filter((id) => id !== next.channel)) : new Set(),
    )
    if (change.channel !== undefined) showSidebar(false)
  }
  const say = (text: string) => {
    setNotices((before) => [...before, text])
    setTimeout(() => setNotices((before) => before.slice(1)), noticeMs)
  }

  useEffect(() => {
    const onHash = () => setPlace(readPlace(location.hash))
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [])

  useEffect(
    () =>
      listen(place.user, (event) => {
        // After a lost connection the whole state is read anew.
        if (event.type === 'open') return void readState(place.user).then(setState)
        if (event.type === 'notice') return say(event.text)
        setState((before) => {
          if (before && event.type === 'message' && isNew(before, event.message)) {
            const { channel, user } = event.message
            const isElsewhere = channel !== placeNow.current.channel && user !== placeNow.current.user
            if (isElsewhere) setUnread((seen) => new Set([...seen, channel]))
            openAnswer(before, event.message, { place: placeNow.current, go })
          }
          return before && applyEvent(before, event)
        })
      }),
    [place.user],
  )

  if (!state) return h('p', { class: 'loading' }, 'Opening the workspace…')
  const dismiss = ({ channel, ts }: Message) =>
    setState((before) => before && applyEvent(before, { type: 'message_deleted', channel, ts }))
  const workspace: Workspace = { state, place, go, say, unread, dismiss, showSidebar }
  return h(
    WorkspaceContext.Provider,
    { value: workspace },
    h(
      'div',
      { class: `app${place.thread ? ' with-thread' : ''}${isSideShown ? ' with-side' : ''}` },
      h(Sidebar, null),
      place.channel === homePlace ? h(HomeView, null) : h(ChannelView, { key: place.channel }),
      place.thread ? h(ThreadPanel, { key: place.thread }) : null,
    ),
    h(Modals, null),
    h(
      'div',
      { class: 'notices', role: 'status', 'aria-live': 'polite' },
      notices.map((text) => h('p', null, text)),
    ),
  )
}

function isNew({ messages }: ClientState, { channel, ts }: Message): boolean {
  return !messages.some((known) => known.channel === channel && known.ts === ts)
}

// Who just shared a file or filled in a form sees the answer without knowing where threads are.
function openAnswer(
  state: ClientState,
  message: Message,
  at: { place: Place; go: (change: Partial<Place>) => void },
): void {
  const { place } = at
  const isBot = state.people.some((person) => person.id === message.user && person.bot)
  if (
    !isBot ||
    message.ephemeral_to ||
    place.thread ||
    message.channel !== place.channel ||
    !message.thread_ts
  )
    return
  const root = state.messages.find(
    (known) => known.channel === message.channel && known.ts === message.thread_ts,
  )
  const concernsMe = root?.user === place.user || JSON.stringify(root?.blocks ?? []).includes(place.user)
  if (concernsMe) at.go({ thread: message.thread_ts })
}

const root = document.querySelector('#app')
if (root) render(h(App, null), root)
