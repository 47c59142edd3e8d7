import type { Model, ModelReply, ModelRequest, ReportedLimits } from '../../src/llm/model.ts'

/** One call through the program's own adapter, and what it said on the way. */
export interface HeardCall {
  reply: ModelReply
  msToStart: number | null
  limits: ReportedLimits | null
}

export async function callOnce(model: Model, request: ModelRequest): Promise<HeardCall> {
  const startedAt = performance.now()
  const heard: Omit<HeardCall, 'reply'> = { msToStart: null, limits: null }
  const reply = await model.generate(request, {
    signal: AbortSignal.timeout(120_000),
    onStart: () => (heard.msToStart ??= Math.round(performance.now() - startedAt)),
    onLimits: (limits) => (heard.limits = limits),
  })
  if (reply.finishReason === 'broken') throw reply.error
  return { ...heard, reply }
}

export function promptTokens({ usage }: ModelReply): number {
  return usage.input + usage.cacheRead + usage.cacheWrite
}

/** A second call with the same beginning; vendors' caches promise no single hit, so there is a third. */
export async function cacheReadAgain(model: Model, request: ModelRequest): Promise<number> {
  for (const prompt of ['Which notice period is agreed?', 'When are invoices paid?']) {
    const { reply } = await callOnce(model, { ...request, prompt })
    if (reply.usage.cacheRead > 0) return reply.usage.cacheRead
  }
  return 0
}
