import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'

/**
 * Lets one call go ahead where many begin with the same text: only when its answer begins is that text in the
 * provider's cache. All processes share it.
 */
export interface PrefixGate {
  /** Waits until the call may go. Throws the signal's reason. */
  enter(key: string, callId: string, signal: AbortSignal): Promise<GatePlace>
}

export interface GatePlace {
  /** This call writes the cache; the others wait for it. */
  isLeader: boolean
  /** The answer begins, or one has waited long enough: the others may go. */
  open(): void
  /** The call is over. Where its answer never began, another one leads. */
  leave(): Promise<void>
}

/** The providers keep a text for five minutes from its last use on; less, for a call that is on its way. */
const warmSeconds = 240
const warmHereMs = 45_000
/** A leader whose process died is replaced after this long. */
const leaseSeconds = 10
const renewMs = 3000
/** How often one looks whether a leader in another process has begun. */
const lookMs = 150

export function createPrefixGate(db: Db): PrefixGate {
  const here: Here = { claiming: new Map(), warmUntil: new Map() }
  return {
    async enter(key, callId, signal) {
      for (;;) {
        signal.throwIfAborted()
        if ((here.warmUntil.get(key) ?? 0) > Date.now()) return follower
        const ahead = here.claiming.get(key)
        if (ahead) await unlessAborted(ahead, signal)
        else {
          const place = await claimPlace(db, here, { key, callId })
          if (place) return place
          await unlessAborted(wait(lookMs, undefined, { ref: false }), signal)
        }
      }
    },
  }
}

/** What the calls of this process tell each other without the database. */
interface Here {
  /** Ends when it is known who leads, and where it is one of this process, when its answer begins. */
  claiming: Map<string, Promise<void>>
  warmUntil: Map<string, number>
}

const follower: GatePlace = { isLeader: false, open: () => undefined, leave: async () => undefined }

async function claimPlace(
  db: Db,
  here: Here,
  of: { key: string; callId: string },
): Promise<GatePlace | undefined> {
  const { promise, resolve } = Promise.withResolvers<void>()
  here.claiming.set(of.key, promise)
  const tellOthers = () => {
    here.claiming.delete(of.key)
    resolve()
  }
  const state = await claim(db, of).catch((error: unknown) => {
    tellOthers()
    throw error
  })
  if (state === 'leads') return lead(db, here, { ...of, tellOthers })
  if (state === 'warm') noteWarm(here, of.key)
  tellOthers()
  return state === 'warm' ? follower : undefined
}

function lead(db: Db, here: Here, of: { key: string; callId: string; tellOthers: () => void }): GatePlace {
  const renewing = setInterval(() => void renew(db, of).catch(() => undefined), renewMs).unref()
  let written: Promise<void> | undefined
  const end = async (isWarm: boolean) => {
    clearInterval(renewing)
    if (isWarm) noteWarm(here, of.key)
    // A lease that cannot be given back runs out.
    await release(db, { ...of, isWarm }).catch(() => undefined)
    of.tellOthers()
  }
  return {
    isLeader: true,
    open: () => void (written ??= end(true)),
    leave: () => (written ??= end(false)),
  }
}

// Shorter than in the database, where it is prolonged.
function noteWarm(here: Here, key: string): void {
  const now = Date.now()
  for (const [old, until] of here.warmUntil) if (until < now) here.warmUntil.delete(old)
  here.warmUntil.set(key, now + warmHereMs)
}

// One statement, since all parts of a task come here at the same moment.
async function claim(
  db: Db,
  { key, callId }: { key: string; callId: string },
): Promise<'leads' | 'warm' | 'waits'> {
  const { rows } = await sql<{ leads: boolean; is_warm: boolean }>`
    insert into prompt_prefix as prefix (key, leader, leads_until)
    values (${key}, ${callId}, now() + ${seconds(leaseSeconds)})
    on conflict (key) do update set
      warm_until = case when prefix.warm_until > now() then now() + ${seconds(warmSeconds)} end,
      leader = case when prefix.warm_until > now() or prefix.leads_until > now() then prefix.leader else excluded.leader end,
      leads_until = case
        when prefix.warm_until > now() or prefix.leads_until > now() then prefix.leads_until
        else excluded.leads_until end
    returning leader is not distinct from ${callId}::uuid as leads, coalesce(warm_until > now(), false) as is_warm
  `.execute(db)
  const [row] = rows
  if (row?.is_warm) return 'warm'
  return row?.leads ? 'leads' : 'waits'
}

async function renew(db: Db, { key, callId }: { key: string; callId: string }): Promise<void> {
  await db
    .updateTable('prompt_prefix')
    .set({ leads_until: sql`now() + ${seconds(leaseSeconds)}` })
    .where('key', '=', key)
    .where('leader', '=', callId)
    .execute()
}

async function release(db: Db, of: { key: string; callId: string; isWarm: boolean }): Promise<void> {
  await db
    .updateTable('prompt_prefix')
    .set({
      leader: null,
      leads_until: null,
      warm_until: of.isWarm ? sql`now() + ${seconds(warmSeconds)}` : null,
    })
    .where('key', '=', of.key)
    .where('leader', '=', of.callId)
    .execute()
  if (of.isWarm)
    await db
      .deleteFrom('prompt_prefix')
      .where('warm_until', '<', sql<Date>`now()`)
      .execute()
}

function seconds(number: number) {
  return sql`make_interval(secs => ${number})`
}

async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<void>()
  const onAbort = () => reject(signal.reason as Error)
  signal.addEventListener('abort', onAbort, { once: true })
  await Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', onAbort))
}
