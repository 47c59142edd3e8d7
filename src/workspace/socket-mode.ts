import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { z } from 'zod'
import type { Acknowledgement, Delivery, Envelope } from './delivery.ts'
import { isLocalHost } from './http.ts'
import { appId } from './ids.ts'
import { ackTimeoutMs, maxConnections } from './limits.ts'

export interface SocketMode extends Delivery {
  /** A one-time ticket for a connection. */
  openTicket(): string
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Cuts all connections as a broken network does; with a reason, as Slack does that announces it. */
  disconnectAll(reason?: string): void
}

export type OnAcknowledged = (of: { type: Envelope['type']; tookMs: number }) => void

const ClientMessage = z.object({ envelope_id: z.string(), payload: z.unknown().optional() })

interface Waiting {
  connection: WebSocket
  settle: (answer: Acknowledgement) => void
}

/** Slack's Socket Mode: each payload goes to one of the app's connections and is acknowledged by its envelope's id. */
export function createSocketMode(
  onChange: (connected: boolean) => void,
  onAcknowledged?: OnAcknowledged,
): SocketMode {
  const server = new WebSocketServer({ noServer: true, maxPayload: 8 * 1024 * 1024 })
  const tickets = new Set<string>()
  const connections: WebSocket[] = []
  const waiting = new Map<string, Waiting>()

  const leave = (connection: WebSocket) => {
    const index = connections.indexOf(connection)
    if (index === -1) return
    connections.splice(index, 1)
    if (connections.length === 0) onChange(false)
  }
  const accept = (connection: WebSocket) => {
    connections.push(connection)
    connection.send(JSON.stringify(hello(connections.length)))
    onChange(true)
    connection.on('message', (raw: Buffer) => {
      const answer = ClientMessage.safeParse(parse(raw))
      if (!answer.success) return
      waiting
        .get(answer.data.envelope_id)
        ?.settle({ acknowledged: true, payload: answer.data.payload ?? null })
    })
    connection.on('error', () => connection.terminate())
    connection.on('close', () => {
      leave(connection)
      for (const each of waiting.values())
        if (each.connection === connection) each.settle({ acknowledged: false, reason: 'connection_failed' })
    })
  }

  return {
    retryDelaysMs: [0, 0, 0],
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
      const isWelcome = isLocalHost(request.headers.host) && tickets.delete(ticket)
      if (!isWelcome || connections.length >= maxConnections) return void socket.destroy()
      server.handleUpgrade(request, socket, head, accept)
    },
    async send(envelope) {
      // The one that was idle longest, as a balancer would.
      const connection = connections.shift()
      if (!connection) return { acknowledged: false, reason: 'connection_failed' }
      connections.push(connection)
      const id = randomUUID()
      const answer = waitFor(waiting, id, connection)
      const isAnswerable = envelope.type !== 'events_api'
      const sentAt = performance.now()
      connection.send(
        JSON.stringify({ envelope_id: id, accepts_response_payload: isAnswerable, ...envelope }),
      )
      const given = await answer
      if (given.acknowledged) onAcknowledged?.({ type: envelope.type, tookMs: performance.now() - sentAt })
      return given
    },
    disconnectAll(reason) {
      for (const connection of connections.toReversed()) {
        leave(connection)
        if (reason === undefined) connection.terminate()
        else {
          connection.send(JSON.stringify({ type: 'disconnect', reason, debug_info: {} }))
          connection.close(1000)
        }
      }
    },
    close() {
      for (const connection of connections) connection.close(1001)
    },
  }
}

function hello(connections: number): object {
  return {
    type: 'hello',
    num_connections: connections,
    debug_info: { host: 'local', build_number: 1, approximate_connection_time: 3600 },
    connection_info: { app_id: appId },
  }
}

function parse(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8')) as unknown
  } catch {
    return null
  }
}

async function waitFor(
  waiting: Map<string, Waiting>,
  id: string,
  connection: WebSocket,
): Promise<Acknowledgement> {
  return new Promise((resolve) => {
    const settle = (answer: Acknowledgement) => {
      clearTimeout(timeout)
      waiting.delete(id)
      resolve(answer)
    }
    const timeout = setTimeout(() => settle({ acknowledged: false, reason: 'timeout' }), ackTimeoutMs)
    waiting.set(id, { connection, settle })
  })
}
