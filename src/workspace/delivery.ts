import type { Faults } from './faults.ts'
import type { PendingEvent } from './entries.ts'
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
}

/** A way to the app: Socket Mode or signed HTTP. */
export interface Delivery {
  readonly connected: boolean
  send(envelope: Envelope): Promise<Acknowledgement>
}

/** Slack gives up after the first delivery and three retries. */
const maxRetries = 3

export interface Events {
  /** Tells the app of an event: kept until it is acknowledged, delivered again if it is not. */
  emit(event: Record<string, unknown>): void
  /** Delivers what waits, once the app can be reached. */
  flush(): void
}

export function createEvents(deps: {
  store: Store
  delivery: Delivery
  faults: Faults
  subscribed: string[]
}): Events {
  const { store, delivery, faults } = deps
  const underway = new Set<string>()

  const deliver = async (pending: PendingEvent): Promise<void> => {
    if (underway.has(pending.id)) return
    underway.add(pending.id)
    try {
      for (let attempt = 0; attempt <= maxRetries && delivery.connected; attempt++) {
        const retry = attempt === 0 ? {} : { retry_attempt: attempt, retry_reason: 'timeout' }
        const envelope: Envelope = { type: 'events_api', payload: pending.payload, ...retry }
        if (faults.deliverTwice > 0) {
          faults.deliverTwice--
          void delivery.send(envelope)
        }
        const { acknowledged } = await delivery.send(envelope)
        const lost = acknowledged && faults.loseAcks > 0
        if (lost) faults.loseAcks--
        if (acknowledged && !lost) return store.put({ kind: 'event_done', value: { id: pending.id } })
        if (attempt === maxRetries) return store.put({ kind: 'event_done', value: { id: pending.id } })
      }
    } finally {
      underway.delete(pending.id)
    }
  }

  return {
    emit(event) {
      if (!deps.subscribed.includes(String(event['type']))) return
      const id = newId('Ev')
      const payload = {
        token: 'local',
        team_id: teamId,
        api_app_id: appId,
        event,
        type: 'event_callback',
        event_id: id,
        event_time: Math.floor(Date.now() / 1000),
        authorizations: [
          {
            enterprise_id: null,
            team_id: teamId,
            user_id: botUserId,
            is_bot: true,
            is_enterprise_install: false,
          },
        ],
        is_ext_shared_channel: false,
      }
      store.put({ kind: 'event', value: { id, payload } })
      void deliver({ id, payload })
    },
    flush() {
      for (const pending of store.pending.values()) void deliver(pending)
    },
  }
}
