import { h, type JSX } from 'preact'
import type { SlashCommand } from '../client-protocol.ts'

/** The commands that what was typed may become; none once there is a space. */
export function matchingCommands(commands: SlashCommand[], text: string): SlashCommand[] {
  return /^\/\S*$/.test(text) ? commands.filter((each) => each.command.startsWith(text)) : []
}

export function CommandList({
  commands,
  chosen,
  onPick,
}: {
  commands: SlashCommand[]
  chosen: number
  onPick: (command: string) => void
}): JSX.Element {
  return h(
    'ul',
    { class: 'commands', role: 'listbox', 'aria-label': 'Commands' },
    commands.map((each, index) =>
      h(
        'li',
        {
          role: 'option',
          'aria-selected': index === chosen,
          class: index === chosen ? 'chosen' : '',
          onMouseDown: (event: Event) => (event.preventDefault(), onPick(each.command)),
        },
        h('strong', null, each.command),
        h('span', null, each.description),
      ),
    ),
  )
}
