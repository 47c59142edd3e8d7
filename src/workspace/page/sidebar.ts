import { h, type JSX } from 'preact'
import type { Channel } from '../client-protocol.ts'
import { Avatar } from './avatar.ts'
import { channelTitle } from './state.ts'
import { useWorkspace } from './use-workspace.ts'

/** Channels, the direct message, and who one is. */
export function Sidebar(): JSX.Element {
  const { state, place, go } = useWorkspace()
  const channels = state.channels.filter((channel) => channel.kind !== 'im')
  const direct = state.channels.filter(
    (channel) => channel.kind === 'im' && channel.members.includes(place.user),
  )
  const people = state.people.filter((person) => !person.bot)
  return h(
    'nav',
    { class: 'sidebar', 'aria-label': 'Workspace' },
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
    h('h2', null, 'Direct messages'),
    h(
      'ul',
      null,
      direct.map((channel) => h(ChannelLink, { channel, key: channel.id })),
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
          h('option', { value: person.id, selected: person.id === place.user }, person.name),
        ),
      ),
    ),
  )
}

function ChannelLink({ channel }: { channel: Channel }): JSX.Element {
  const { place, go } = useWorkspace()
  const isOpen = channel.id === place.channel
  return h(
    'li',
    null,
    h(
      'button',
      {
        type: 'button',
        class: isOpen ? 'open' : '',
        'aria-current': isOpen ? 'page' : undefined,
        onClick: () => go({ channel: channel.id, thread: null }),
      },
      channelTitle(channel),
    ),
  )
}
