import { Registry } from 'prom-client'
import { poolSizes } from '../db/connect.ts'
import { atMostEvery } from './at-most-every.ts'
import { globalGauges, type GlobalDeps } from './global-metrics.ts'
import { countProcess } from './process-metrics.ts'

/** Several who scrape at once cost the database one reading. */
const freshMs = 5000

export interface Metrics extends Disposable {
  contentType: string
  /** What Prometheus reads. Where the database is away, what this process knows by itself. */
  text(): Promise<string>
  /** Names, kinds and explanations of all of them. */
  registries: Registry[]
}

/** Begins to count. */
export function openMetrics(deps: GlobalDeps): Metrics {
  const own = new Registry()
  const global = new Registry()
  const counting = countProcess(own, () => poolSizes(deps.db))
  const renew = atMostEvery(freshMs, globalGauges(global, deps))
  return {
    contentType: own.contentType,
    async text() {
      const isKnown = await renew().then(
        () => true,
        () => false,
      )
      const texts = [await own.metrics(), ...(isKnown ? [await global.metrics()] : [])]
      return texts.join('\n')
    },
    registries: [own, global],
    [Symbol.dispose]: () => counting[Symbol.dispose](),
  }
}
