import { createContext } from 'preact'
import type { ClientState, Message } from '../client-protocol.ts'
import type { Place } from './state.ts'

/** What every part of the page may need. */
export interface Workspace {
  state: ClientState
  place: Place
  go: (change: Partial<Place>) => void
  /** Shows a short notice in the corner. */
  say: (text: string) => void
  /** Channels where something was said that this person has not seen. */
  unread: ReadonlySet<string>
  /** Takes a message away that only this person sees. */
  dismiss: (message: Message) => void
  /** Narrow windows show the list of channels only when asked. */
  showSidebar: (isShown: boolean) => void
}

export const WorkspaceContext = createContext<Workspace | null>(null)
