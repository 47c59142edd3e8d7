import { h, type JSX } from 'preact'
import { Composer } from './composer.ts'
import { DropTarget } from './drop-target.ts'
import { Icon } from './icon.ts'
import { MessageItem } from './message.ts'
import { threadMessages } from './state.ts'
import { useWorkspace } from './use-workspace.ts'

/** The open thread beside its channel. */
export function ThreadPanel(): JSX.Element {
  const { state, place, go } = useWorkspace()
  const thread = place.thread ?? ''
  const messages = threadMessages(state, place.channel, thread)
  return h(
    'aside',
    {
      class: 'thread',
      'aria-label': 'Thread',
      onKeyDown: (event: KeyboardEvent) => {
        // In a dialog that a message opened, Escape closes that.
        const isDialog = event.target instanceof Element && event.target.closest('dialog') !== null
        if (event.key === 'Escape' && !isDialog) go({ thread: null })
      },
    },
    h(
      DropTarget,
      { channel: place.channel, thread, label: 'Drop to share in this thread' },
      h(
        'header',
        { class: 'bar' },
        h('h2', null, 'Thread'),
        h(
          'button',
          {
            type: 'button',
            class: 'icon',
            'aria-label': 'Close thread',
            onClick: () => go({ thread: null }),
          },
          h(Icon, { name: 'close' }),
        ),
      ),
      h(
        'ol',
        { class: 'messages', 'aria-label': 'Messages in the thread' },
        messages.map((message) => h(MessageItem, { message, inThread: true, key: message.ts })),
      ),
      h(Composer, { channel: place.channel, thread, label: 'Reply in the thread' }),
    ),
  )
}
