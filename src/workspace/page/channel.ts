import { h, type JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Composer } from './composer.ts'
import { DropTarget } from './drop-target.ts'
import { MessageItem } from './message.ts'
import { SidebarButton } from './sidebar.ts'
import { channelTitle, topMessages } from './state.ts'
import { useWorkspace } from './use-workspace.ts'

/** A channel: its messages and the composer. */
export function ChannelView(): JSX.Element {
  const { state, place } = useWorkspace()
  const channel = state.channels.find((each) => each.id === place.channel)
  const messages = topMessages(state, place.channel)
  const list = useStickyEnd(messages.length)
  if (!channel)
    return h('main', { class: 'channel' }, h('p', { class: 'empty' }, 'This channel is not yours to see.'))
  const title = channelTitle(channel)
  const hasBot = channel.members.some((member) =>
    state.people.some((person) => person.id === member && person.bot),
  )
  return h(
    'main',
    { class: 'channel' },
    h(
      DropTarget,
      { channel: channel.id, thread: null, label: `Drop to share in ${title}` },
      h(
        'header',
        { class: 'bar' },
        h(SidebarButton, null),
        h('h1', null, title),
        h('p', null, hasBot ? `${state.app.name} is here` : `${state.app.name} is not in this channel`),
      ),
      h(
        'ol',
        { class: 'messages', ref: list, 'aria-label': `Messages in ${title}` },
        messages.length === 0
          ? h('li', { class: 'empty' }, h(Welcome, { hasBot }))
          : messages.map((message) => h(MessageItem, { message, inThread: false, key: message.ts })),
      ),
      h(Composer, { channel: channel.id, thread: null, label: `Message ${title}` }),
    ),
  )
}

function Welcome({ hasBot }: { hasBot: boolean }): JSX.Element {
  if (!hasBot)
    return h('p', null, 'Nothing here yet. The bot was not invited to this channel; it hears nothing here.')
  return h(
    'div',
    null,
    h('p', { class: 'empty-title' }, 'Drop a contract here'),
    h(
      'p',
      null,
      'PDF, Word or plain text, anywhere on this page. Or type ',
      h('kbd', null, '/analyze-contract'),
      ' to say more about it first.',
    ),
  )
}

/** Keeps a list at its end while new items come, unless the reader scrolled up. */
export function useStickyEnd(items: number) {
  const list = useRef<HTMLOListElement>(null)
  const atEnd = useRef(true)
  useEffect(() => {
    const element = list.current
    if (!element) return undefined
    const onScroll = () =>
      (atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 80)
    element.addEventListener('scroll', onScroll)
    return () => element.removeEventListener('scroll', onScroll)
  }, [])
  useEffect(() => {
    if (atEnd.current) list.current?.scrollTo({ top: list.current.scrollHeight })
  }, [items])
  return list
}
