import { h, type JSX } from 'preact'
import type { Channel } from '../client-protocol.ts'
import { Avatar } from './avatar.ts'
import { Icon } from './icon.ts'
import { channelTitle, directMessageOf, homePlace, personTitle } from './state.ts'
import { useWorkspace } from './use-workspace.ts'

const markTitles: Record<string, string> = {
  private: 'Only its members see it',
  shared: 'Shared with another company',
}

/** Channels, the direct message, and who one is. */
export function Sidebar(): JSX.Element {
  const { state, place, go, showSidebar } = useWorkspace()
  const channels = state.channels.filter((channel) => channel.kind !== 'im')
  const direct = directMessageOf(state, place.user)
  const people = state.people.filter((person) => !person.bot)
  return h(
    'nav',
    {
      class: 'sidebar',
      'aria-label': 'Workspace',
      onKeyDown: (event: KeyboardEvent) => event.key === 'Escape' && showSidebar(false),
    },
    h(
      'header',
      { class: 'sidebar-head' },
      h('strong', null, state.team.name),
      h(
        'span',
        { class: `connection${state.app.connected ? ' on' : ''}` },
        state.app.connected ? `${state.app.name} is connected` : `${state.app.name} is not connected`,
      ),
    ),
    h('h2', null, 'Channels'),
    h(
      'ul',
      null,
      channels.map((channel) => h(ChannelLink, { channel, key: channel.id })),
    ),
    h('h2', null, 'Apps'),
    h(
      'ul',
      null,
      h(PlaceLink, { to: homePlace, text: `${state.app.name}: Home` }),
      direct ? h(PlaceLink, { to: direct.id, text: `${direct.name}: Messages` }) : null,
    ),
    h(
      'label',
      { class: 'identity' },
      h(Avatar, { user: place.user }),
      h('span', { class: 'sr-only' }, 'You are'),
      h(
        'select',
        {
          value: place.user,
          'aria-label': 'You are',
          onChange: (event: Event) =>
            go({
              user: (event.currentTarget as HTMLSelectElement).value,
              channel: 'C0CONTRACTS',
              thread: null,
            }),
        },
        people.map((person) =>
          h('option', { value: person.id, selected: person.id === place.user }, personTitle(person)),
        ),
      ),
    ),
  )
}

function ChannelLink({ channel }: { channel: Channel }): JSX.Element {
  const mark = channel.kind === 'private' ? 'private' : channel.isConnect ? 'shared' : null
  return h(PlaceLink, { to: channel.id, text: channelTitle(channel), mark })
}

function PlaceLink({
  to,
  text,
  mark = null,
}: {
  to: string
  text: string
  mark?: string | null
}): JSX.Element {
  const { place, go, unread } = useWorkspace()
  const isOpen = to === place.channel
  return h(
    'li',
    null,
    h(
      'button',
      {
        type: 'button',
        class: isOpen ? 'open' : unread.has(to) ? 'unread' : '',
        'aria-current': isOpen ? 'page' : undefined,
        onClick: () => go({ channel: to, thread: null }),
      },
      text,
      unread.has(to) ? h('span', { class: 'sr-only' }, ' (unread)') : null,
      mark === null ? null : h('span', { class: 'place-mark', title: markTitles[mark] }, mark),
    ),
  )
}

/** Where a narrow window hides the list of channels: what brings it back. */
export function SidebarButton(): JSX.Element {
  const { showSidebar } = useWorkspace()
  const show = () => {
    showSidebar(true)
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.sidebar li button')?.focus())
  }
  return h(
    'button',
    { type: 'button', class: 'icon show-sidebar', 'aria-label': 'Channels', onClick: show },
    h(Icon, { name: 'menu' }),
  )
}
