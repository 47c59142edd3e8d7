import { setTimeout as wait } from 'node:timers/promises'
import type { Channel } from './client-protocol.ts'
import type { PendingEvent } from './entries.ts'
import type { Faults } from './faults.ts'
import { appId, botUserId, newId, teamId } from './ids.ts'
import type { Store } from './store.ts'

export interface Envelope {
  type: 'events_api' | 'slash_commands' | 'interactive'
  payload: Record<string, unknown>
  retry_attempt?: number
  retry_reason?: string
}

export interface Acknowledgement {
  acknowledged: boolean
  payload?: unknown
  /** Why not, in Slack's words for retries. */
  reason?: string
}

/** A way to the app: Socket Mode or signed HTTP. */
export interface Delivery {
  readonly connected: boolean
  /** The waits before the second and further deliveries of an event; after the last Slack gives up. */
  readonly retryDelaysMs: readonly number[]
  send(envelope: Envelope): Promise<Acknowledgement>
  close(): void
}

export interface Events {
  /**
   * Tells the app of an event that its manifest names, in a channel that its bot is in: kept until it is
   * acknowledged, delivered again if it is not.
   */
  emit(event: Record<string, unknown>, channel?: Channel): void
  /** Delivers what waits, once the app can be reached. */
  flush(): void
}

interface EventDeps {
  store: Store
  delivery: Delivery
  faults: Faults
  subscribed: string[]
}

export function createEvents(deps: EventDeps): Events {
  const { store } = deps
  const underway = new Set<string>()
  const deliver = async (pending: PendingEvent): Promise<void> => {
    if (underway.has(pending.id)) return
    underway.add(pending.id)
    try {
      // What is neither acknowledged nor given up waits in the journal for the next connection.
      if (await deliverEvent(deps, pending)) store.put({ kind: 'event_done', value: { id: pending.id } })
    } finally {
      underway.delete(pending.id)
    }
  }
  return {
    emit(event, channel) {
      if (!deps.subscribed.includes(subscriptionOf(event))) return
      if (channel && !channel.members.includes(botUserId)) return
      if (deps.faults.loseEvents > 0) {
        deps.faults.loseEvents--
        return
      }
      const pending = eventPayload(event, channel)
      store.put({ kind: 'event', value: pending })
      void deliver(pending)
    },
    flush() {
      for (const pending of store.pending.values()) void deliver(pending)
    },
  }
}

async function deliverEvent(deps: EventDeps, { payload }: PendingEvent): Promise<boolean> {
  const { delivery, faults } = deps
  let reason = ''
  for (const [attempt, delayMs] of [0, ...delivery.retryDelaysMs].entries()) {
    if (delayMs > 0) await wait(delayMs, undefined, { ref: false })
    if (!delivery.connected) return false
    const envelope: Envelope = {
      type: 'events_api',
      payload,
      retry_attempt: attempt,
      retry_reason: reason,
    }
    for (let copy = 1; copy < faults.deliveries; copy++) void delivery.send(envelope)
    const answer = await delivery.send(envelope)
    const isLost = answer.acknowledged && faults.loseAcks > 0
    if (isLost) faults.loseAcks--
    else if (answer.acknowledged) return true
    reason = answer.reason ?? 'timeout'
  }
  return delivery.connected
}

// A message is subscribed to by the kind of its channel, everything else by its type.
function subscriptionOf(event: Record<string, unknown>): string {
  if (event['type'] !== 'message') return String(event['type'])
  const kind = String(event['channel_type'])
  return `message.${kind === 'im' ? kind : `${kind}s`}`
}

function eventPayload(event: Record<string, unknown>, channel: Channel | undefined): PendingEvent {
  const id = newId('Ev')
  const installation = { enterprise_id: null, team_id: teamId, user_id: botUserId }
  return {
    id,
    payload: {
      token: 'local',
      team_id: teamId,
      context_team_id: teamId,
      context_enterprise_id: null,
      api_app_id: appId,
      event,
      type: 'event_callback',
      event_id: id,
      event_time: Math.floor(Date.now() / 1000),
      authorizations: [{ ...installation, is_bot: true, is_enterprise_install: false }],
      is_ext_shared_channel: channel?.isConnect ?? false,
      event_context: id,
    },
  }
}
