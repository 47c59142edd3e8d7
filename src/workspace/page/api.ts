import type {
  ClientEvent,
  ClientState,
  CloseView,
  OpenHome,
  PostMessage,
  React,
  RunCommand,
  RunShortcut,
  SharedFile,
  SubmitView,
  TakeAction,
} from '../client-protocol.ts'

export interface Outcome {
  ok: boolean
  error?: string
}

/** What the page may ask of the workspace, and what each takes. */
interface Requests {
  message: PostMessage
  command: RunCommand
  shortcut: RunShortcut
  action: TakeAction
  'view/submit': SubmitView
  'view/close': CloseView
  reaction: React
  home: OpenHome
}

export async function send<Path extends keyof Requests>(path: Path, body: Requests[Path]): Promise<Outcome> {
  const response = await fetch(`/client/${path}`, { method: 'POST', body: JSON.stringify(body) })
  return (await response.json()) as Outcome
}

export async function readState(user: string): Promise<ClientState> {
  const response = await fetch(`/client/state?user=${encodeURIComponent(user)}`)
  return (await response.json()) as ClientState
}

export async function uploadFile(user: string, file: File): Promise<SharedFile> {
  const query = new URLSearchParams({ user, name: file.name })
  const headers = { 'content-type': file.type === '' ? 'application/octet-stream' : file.type }
  const response = await fetch(`/client/files?${query.toString()}`, { method: 'POST', body: file, headers })
  if (!response.ok) throw new Error(response.status === 413 ? 'The file is too large.' : 'The upload failed.')
  return (await response.json()) as SharedFile
}

/** Hears what changes for this person until the returned function is called. */
export function listen(user: string, hear: (event: ClientEvent | { type: 'open' }) => void): () => void {
  const source = new EventSource(`/client/events?user=${encodeURIComponent(user)}`)
  source.addEventListener('open', () => hear({ type: 'open' }))
  source.addEventListener('message', (message: MessageEvent<string>) =>
    hear(JSON.parse(message.data) as ClientEvent),
  )
  return () => source.close()
}
