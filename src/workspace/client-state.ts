import type { ServerResponse } from 'node:http'
import type { ClientState } from './client-protocol.ts'
import { teamId } from './ids.ts'
import type { InteractionDeps } from './interactions.ts'
import { publicMessage, type Listener } from './store.ts'

const heartbeatMs = 20_000

/** Everything one person sees. */
export function stateFor(deps: InteractionDeps, user: string): ClientState {
  const { store, manifest, views, delivery } = deps
  const channels = [...store.channels.values()].filter((channel) => store.canSee(user, channel))
  return {
    team: { id: teamId, name: 'Local workspace' },
    app: { name: manifest.display_information.name, connected: delivery.connected },
    people: [...store.people.values()],
    channels,
    messages: channels.flatMap((channel) => store.messagesIn(channel.id).map(publicMessage)),
    views: views.of(user),
    home: store.homes.get(user) ?? null,
    commands: manifest.features.slash_commands.map(({ command, description, usage_hint }) => ({
      command,
      description,
      usage_hint: usage_hint ?? '',
    })),
    shortcuts: manifest.features.shortcuts,
  }
}

/** Tells the page what changes for that person, until it goes away. */
export function streamEvents(deps: InteractionDeps, user: string, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write(': open\n\n')
  const listener: Listener = (event, to) => {
    const channel = to !== 'all' && 'channel' in to ? deps.store.channels.get(to.channel) : undefined
    const isMeant =
      to === 'all' ||
      ('user' in to ? to.user === user : channel !== undefined && deps.store.canSee(user, channel))
    if (isMeant) response.write(`data: ${JSON.stringify(event)}\n\n`)
  }
  deps.store.listeners.add(listener)
  const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs)
  response.on('close', () => {
    clearInterval(heartbeat)
    deps.store.listeners.delete(listener)
  })
}
