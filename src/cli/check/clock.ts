import { sql } from 'kysely'
import type { CheckContext } from './context.ts'
import type { ClockEvidence } from './network.ts'
import { failed, ok, skipped, warning, type Outcome } from './outcome.ts'

// Slack: a signed request that is older than five minutes is to be refused, so both clocks must be nearer than that.
const tooFarMs = 4 * 60_000
const farMs = 30_000

/** This machine's clock against those of everybody who was asked. */
export async function checkClock(context: CheckContext): Promise<Outcome> {
  const heard = (await Promise.all([ofSlack(context), ofVendors(context), ofDatabase(context)])).flat()
  if (heard.length === 0) return skipped('nobody elsewhere was asked')
  const worst = heard.reduce((a, b) => (Math.abs(a.aheadMs) >= Math.abs(b.aheadMs) ? a : b))
  const seconds = Math.round(Math.abs(worst.aheadMs) / 1000)
  const said = `${seconds} s ${worst.aheadMs > 0 ? 'behind' : 'ahead of'} ${worst.source}`
  const fix = 'Let a time service set it: timedatectl set-ntp true (in a container: on the machine below it).'
  if (seconds * 1000 >= tooFarMs)
    return failed(`this machine is ${said}: signatures of Slack would be refused`, fix)
  if (seconds * 1000 >= farMs) return warning(`this machine is ${said}`, fix)
  return ok(`as ${heard.map(({ source }) => source).join(', ')} (within ${Math.max(1, seconds)} s)`)
}

async function ofSlack(context: CheckContext): Promise<ClockEvidence[]> {
  const answer = await context.botToken()
  return answer?.clock ? [answer.clock] : []
}

async function ofVendors(context: CheckContext): Promise<ClockEvidence[]> {
  const models = await context.models()
  const each = models.flatMap(({ told }) => (told?.answered && told.clock ? [told.clock] : []))
  return [...new Map(each.map((clock) => [clock.source, clock])).values()]
}

async function ofDatabase(context: CheckContext): Promise<ClockEvidence[]> {
  try {
    const { db, builtIn } = await context.database()
    if (builtIn !== null) return []
    await sql`select 1`.execute(db)
    const sentAt = Date.now()
    const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db)
    const now = rows[0]?.now.getTime()
    return now === undefined ? [] : [{ source: 'the database', aheadMs: now - (sentAt + Date.now()) / 2 }]
  } catch {
    // Its own check says why.
    return []
  }
}
