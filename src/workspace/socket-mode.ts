import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Delivery, Envelope } from './delivery.ts'
import { ackTimeoutMs } from './limits.ts'
import { appId } from './ids.ts'

const maxConnections = 10

export interface SocketMode extends Delivery {
  /** A one-time ticket for a connection. */
  openTicket(): string
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Cuts all connections, as a broken network does. */
  disconnectAll(): void
  /** Ends them as a server does that goes away. */
  closeAll(): void
}

/** Slack's Socket Mode: each payload goes to one of the app's connections and is acknowledged by its envelope's id. */
export function createSocketMode(onChange: (connected: boolean) => void): SocketMode {
  const server = new WebSocketServer({ noServer: true })
  const tickets = new Set<string>()
  const connections: WebSocket[] = []
  const waiting = new Map<string, (payload: unknown) => void>()

  const accept = (socket: WebSocket) => {
    connections.push(socket)
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: connections.length,
        connection_info: { app_id: appId },
        debug_info: {},
      }),
    )
    onChange(true)
    socket.on('message', (raw: Buffer) => {
      const answer = JSON.parse(raw.toString('utf8')) as { envelope_id?: string; payload?: unknown }
      if (answer.envelope_id) waiting.get(answer.envelope_id)?.(answer.payload ?? null)
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      connections.splice(connections.indexOf(socket), 1)
      if (connections.length === 0) onChange(false)
    })
  }

  return {
    get connected() {
      return connections.length > 0
    },
    openTicket() {
      const ticket = randomUUID()
      tickets.add(ticket)
      return ticket
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '/', 'http://localhost').searchParams.get('ticket') ?? ''
      if (!tickets.delete(ticket) || connections.length >= maxConnections) return void socket.destroy()
      server.handleUpgrade(request, socket, head, accept)
    },
    async send(envelope: Envelope) {
      // The one that was idle longest, as a balancer would.
      const connection = connections.shift()
      if (!connection) return { acknowledged: false }
      connections.push(connection)
      const id = randomUUID()
      const acknowledged = waitFor(waiting, id)
      connection.send(
        JSON.stringify({
          envelope_id: id,
          accepts_response_payload: envelope.type !== 'events_api',
          ...envelope,
        }),
      )
      return acknowledged
    },
    disconnectAll() {
      for (const connection of connections) connection.terminate()
    },
    closeAll() {
      for (const connection of connections) connection.close(1001)
    },
  }
}

async function waitFor(
  waiting: Map<string, (payload: unknown) => void>,
  id: string,
): Promise<{ acknowledged: boolean; payload?: unknown }> {
  return new Promise((resolve) => {
    const timeout = setTimeout(() => {
      waiting.delete(id)
      resolve({ acknowledged: false })
    }, ackTimeoutMs)
    waiting.set(id, (payload) => {
      clearTimeout(timeout)
      waiting.delete(id)
      resolve({ acknowledged: true, payload })
    })
  })
}
