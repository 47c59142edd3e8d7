import { percentile } from './percentile.ts'
import { openSlackGround } from './slack-ground.ts'
import { readingNow, startReading, untilIdle } from './slack-load.ts'
import { commandAtOnce } from './slack-people.ts'

const idleRounds = 6

/** The slowest of a hundred acknowledgements, in ms: while nothing else happens, and while PDFs of 300 pages are read. */
export async function measureAcks(): Promise<{ idle: number; reading: number; commands: number }> {
  await using ground = await openSlackGround()
  const round = async () => {
    await commandAtOnce(ground.workspaceUrl)
    return ground.takeAcks()
  }
  await round() // Everything is loaded and compiled by then.
  const idle: number[] = []
  const reading: number[] = []
  for (let count = 0; count < idleRounds; count++) idle.push(...(await round()))
  await startReading(ground.workspaceUrl, 1)
  await ground.takeAcks()
  for (let isOpen = true; isOpen;) {
    const before = await readingNow(ground.db)
    const took = await round()
    const after = await readingNow(ground.db)
    if (before.reading > 0 || after.reading > 0) reading.push(...took)
    isOpen = after.unread > 0
  }
  await untilIdle(ground.db)
  return { idle: percentile(idle, 0.99), reading: percentile(reading, 0.99), commands: reading.length }
}
