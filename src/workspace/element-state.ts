import type { TakeAction } from './client-protocol.ts'

type Values = Record<string, Record<string, unknown>>

export interface ElementState {
  /** Keeps what a person chose there, and gives all they chose in that message or view. */
  take(action: TakeAction): Values
}

const maxPlaces = 1000

/** What people chose in messages and views since the start: Slack sends it along with each of their actions. */
export function createElementState(): ElementState {
  const byPlace = new Map<string, Values>()
  return {
    take({ user, container, block_id: block, action_id: action, element }) {
      const place = container.type === 'view' ? container.view_id : `${container.channel} ${container.ts}`
      const key = `${user} ${place}`
      const values = byPlace.get(key) ?? {}
      if (hasState(element)) {
        byPlace.set(key, { ...values, [block]: { ...values[block], [action]: element } })
        const [oldest] = byPlace.keys()
        if (byPlace.size > maxPlaces && oldest !== undefined) byPlace.delete(oldest)
      }
      return byPlace.get(key) ?? {}
    },
  }
}

function hasState(element: Record<string, unknown>): boolean {
  return !['button', 'overflow', 'icon_button', 'feedback_buttons'].includes(String(element['type']))
}
