import { AsyncLocalStorage } from 'node:async_hooks'
import { trace } from '@opentelemetry/api'

/** What a piece of work is about: ids, kinds and numbers, never content. */
export type Ids = Record<string, string | number | boolean | null | undefined>

const current = new AsyncLocalStorage<Ids>()

/** Every line that is logged meanwhile carries these, whoever writes it. */
export function withIds<T>(ids: Ids, work: () => T): T {
  return current.run({ ...current.getStore(), ...ids }, work)
}

/** What was only found out in the middle of the work: for its further lines, and for the span that runs. */
export function noteTask(ids: { taskId?: string; subtaskId?: string }): void {
  Object.assign(current.getStore() ?? {}, ids)
  const { taskId, subtaskId } = ids
  trace.getActiveSpan()?.setAttributes({
    ...(taskId === undefined ? {} : { 'paralegal.task.id': taskId }),
    ...(subtaskId === undefined ? {} : { 'paralegal.subtask.id': subtaskId }),
  })
}

/** The ids of the work that runs, and of its trace where there is one. */
export function currentIds(): Ids {
  const span = trace.getActiveSpan()?.spanContext()
  return { ...current.getStore(), ...(span ? { traceId: span.traceId, spanId: span.spanId } : {}) }
}
