import { h, type JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import type { KnownBlock } from '@slack/types'
import { send } from './api.ts'
import { Blocks } from './blocks.ts'
import { SidebarButton } from './sidebar.ts'
import { directMessageOf, homePlace } from './state.ts'
import { useWorkspace } from './use-workspace.ts'

/** The app's Home tab: what it published for this person. Opening it tells the app. */
export function HomeView(): JSX.Element {
  const { state, place, go } = useWorkspace()
  useEffect(() => void send('home', { user: place.user, tab: 'home' }), [place.user])
  const { home, app } = state
  const messages = directMessageOf(state, place.user)
  return h(
    'main',
    { class: 'channel home' },
    h(
      'header',
      { class: 'bar' },
      h(SidebarButton, null),
      h('h1', null, app.name),
      h(
        'nav',
        { class: 'tabs', 'aria-label': app.name },
        h(
          'button',
          { type: 'button', 'aria-current': 'page', onClick: () => go({ channel: homePlace }) },
          'Home',
        ),
        messages
          ? h('button', { type: 'button', onClick: () => go({ channel: messages.id }) }, 'Messages')
          : null,
      ),
    ),
    h(
      'div',
      { class: 'home-body' },
      home
        ? h(Blocks, {
            key: home.hash,
            blocks: home.view.blocks as KnownBlock[],
            container: { type: 'view', view_id: home.id },
          })
        : h('p', { class: 'empty' }, app.connected ? 'Asking…' : `${app.name} is not connected.`),
    ),
  )
}
