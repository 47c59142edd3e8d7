import { createContext } from 'preact'
import type { ClientState } from '../client-protocol.ts'
import type { Place } from './state.ts'

/** What every part of the page may need. */
export interface Workspace {
  state: ClientState
  place: Place
  go: (change: Partial<Place>) => void
  /** Shows a short notice in the corner. */
  say: (text: string) => void
}

export const WorkspaceContext = createContext<Workspace | null>(null)
