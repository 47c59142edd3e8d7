import { h, type JSX } from 'preact'
import { personName } from './state.ts'
import { useWorkspace } from './use-workspace.ts'

const colours = 6

/** A person's initials on a colour of their own. */
export function Avatar({ user }: { user: string }): JSX.Element {
  const { state } = useWorkspace()
  const person = state.people.find((each) => each.id === user)
  const initials = personName(state, user)
    .split(' ')
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('')
  const colour = Array.from(user).reduce((sum, character) => sum + character.charCodeAt(0), 0) % colours
  return h(
    'span',
    { class: `avatar ${person?.bot ? 'bot' : `colour-${colour}`}`, 'aria-hidden': 'true' },
    person?.bot ? '§' : initials,
  )
}
