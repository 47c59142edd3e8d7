import type { Logger } from '../log.ts'
import { createOperator, type Operator } from './create-operator.ts'
import type { GlobalDeps } from './global-metrics.ts'
import { openMetrics } from './open-metrics.ts'

/** Begins to count, where there is a token for who wants to see it, and gives what answers under /metrics and /operator. */
export function openOperator(
  deps: GlobalDeps,
  { token, log }: { token: string | null; log: Logger },
  running: AsyncDisposableStack,
): Operator {
  const metrics = token === null ? null : running.use(openMetrics(deps))
  return createOperator({ db: deps.db, queue: deps.queue, budgets: deps.budgets, token, metrics, log })
}
