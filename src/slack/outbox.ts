import type { KnownBlock } from '@slack/types'
import type { WebClient } from '@slack/web-api'
import type { Db } from '../db/connect.ts'
import type { Logger } from '../log.ts'
import { deliverFile } from './deliver-file.ts'
import { deliverMessage } from './deliver-message.ts'

export interface OutboxDeps {
  db: Db
  client: WebClient
  log: Logger
}

export interface Place {
  channelId: string
  /** Null: not in a thread. */
  threadTs: string | null
}

export interface PostIntent extends Place {
  ownerId: string
  kind: string
  blocks: KnownBlock[]
  /** More will follow: changes that come close together are shown together, and later where Slack is busy. */
  isProgress?: boolean
}

export interface Delivered {
  channelId: string
  ts: string
  /** False where it stood there already, just so. */
  changed: boolean
}

/**
 * Makes a message stand in Slack once, however often it is asked for, and changes one that is there with other content.
 * Throws `NotYet` where its channel has no turn for it soon.
 */
export async function deliver(deps: OutboxDeps, intent: PostIntent): Promise<Delivered> {
  return deliverMessage(deps, intent, async ({ text, ...place }) =>
    deliverFile(deps, {
      ...place,
      ownerId: intent.ownerId,
      kind: `${intent.kind}-text`,
      file: { name: 'whole-text.txt', title: 'The whole text', text },
    }),
  )
}
