import type { Ground } from './ground.ts'
import { median } from './median.ts'
import { variants, type Variant } from './noop-variants.ts'
import { subtasksPerTask } from './prompts.ts'

const slots = 16
const jobs = 80 * subtasksPerTask
const rounds = 3

export interface NoopRates {
  slots: number
  jobs: number
  /** Medians, in jobs a second. */
  rates: Record<Variant, number>
}

/** Jobs a second that one process gets through where no job has to wait for anything; all ways beside each other, round by round. */
export async function measureNoops(ground: Ground): Promise<NoopRates> {
  const names = Object.keys(variants) as Variant[]
  const measured: Record<Variant, number[]> = { bare: [], queue: [], rows: [], all: [] }
  for (let round = 1; round <= rounds; round++) {
    for (const name of names) measured[name].push(await drain(ground, name))
    const line = names.map((name) => `${name} ${measured[name].at(-1)?.toFixed(0)}`).join(', ')
    console.log(`  round ${round} of ${rounds}, jobs a second: ${line}`)
  }
  const rates = Object.fromEntries(names.map((name) => [name, median(measured[name])]))
  return { slots, jobs, rates: rates as Record<Variant, number> }
}

async function drain(ground: Ground, name: Variant): Promise<number> {
  await using place = await ground.openPlace()
  const { fill, work } = variants[name]
  await fill(place.engine, jobs)
  const { promise, resolve } = Promise.withResolvers<void>()
  let left = jobs
  const onDone = () => {
    if (--left === 0) resolve()
  }
  const startedAt = performance.now()
  await work(place.engine, { slots, onDone })
  await promise
  return (jobs * 1000) / (performance.now() - startedAt)
}
