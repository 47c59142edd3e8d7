import type { Trx } from '../db/connect.ts'
import type { Lane } from '../db/schema.ts'
import { openStates } from './task-state.ts'

/** The priority of a lane's first turn. The gaps leave room for half a billion turns in a lane. */
const firstTurn: Record<Lane, number> = { person: 2_000_000_000, batch: 1_500_000_000, eval: 1_000_000_000 }

/** Every job of a person who waits has at least this priority, every other job less. */
export const lowestPersonPriority = firstTurn.batch + 1

/**
 * The priority of a new task. Within a lane everybody (a person in a channel) takes turns: a task comes after its
 * owner's open ones, but not later than the turn that is being served; so one matter does not wait for a
 * thousand of somebody else's. This is start-time fair queueing (Goyal, Vin, Cheng, SIGCOMM 1996) with a length of 1.
 */
export async function nextTurn(
  trx: Trx,
  owner: { lane: Lane; teamId: string; channelId: string | null; requestedBy: string },
): Promise<number> {
  const { served, own } = await trx
    .selectFrom('task')
    .select((select) => [
      select.fn.max('priority').as('served'),
      select.fn
        .min('priority')
        .filterWhere('requested_by', '=', owner.requestedBy)
        .filterWhere('team_id', '=', owner.teamId)
        .filterWhere('channel_id', 'is not distinct from', owner.channelId)
        .as('own'),
    ])
    .where('state', 'in', openStates)
    .where('lane', '=', owner.lane)
    .executeTakeFirstOrThrow()
  const first = firstTurn[owner.lane]
  return Math.min(served ?? first, own === null ? first : own - 1)
}
