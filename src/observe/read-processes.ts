import type { Queue } from '../queue/queue.ts'

/** A process that works for this installation, as it last said itself. */
export interface SeenProcess {
  id: string
  host: string
  pid: number
  node: string
  startedAt: Date
  heardAt: Date
  stoppedAt: Date | null
  isLive: boolean
  /** Of its memory in bytes, and the longest that its event loop was held up, in milliseconds. */
  memory: number | null
  loopDelayMs: number | null
  /** Jobs in hand and slots, by kind. */
  kinds: { kind: string; active: number; slots: number }[]
}

/** Those of the last week, the ones that live first. */
export async function readProcesses({ boss }: Pick<Queue, 'boss'>): Promise<SeenProcess[]> {
  const instances = await boss.getInstances({ limit: 500 })
  return instances
    .map((each): SeenProcess => ({
      id: each.id,
      host: each.host,
      pid: each.pid,
      node: each.nodeVersion,
      startedAt: each.startedOn,
      heardAt: each.heartbeatOn,
      stoppedAt: each.stoppedOn,
      isLive: each.live,
      memory: each.metrics?.rss ?? null,
      loopDelayMs: each.metrics?.loopDelayMax ?? null,
      kinds: kindsOf(each.workers),
    }))
    .sort((a, b) => Number(b.isLive) - Number(a.isLive) || b.heardAt.getTime() - a.heardAt.getTime())
}

// A kind has a worker per slot.
function kindsOf(workers: { queue: string; active: number }[]): SeenProcess['kinds'] {
  const kinds = new Map<string, { kind: string; active: number; slots: number }>()
  for (const { queue, active } of workers) {
    const kind = kinds.get(queue) ?? { kind: queue, active: 0, slots: 0 }
    kinds.set(queue, { ...kind, active: kind.active + active, slots: kind.slots + 1 })
  }
  return [...kinds.values()].filter(({ kind }) => !kind.startsWith('__pgboss'))
}
