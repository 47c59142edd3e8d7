import { randomUUID } from 'node:crypto'
import { context, propagation, trace, type Attributes } from '@opentelemetry/api'

/** A trace begins with what somebody asks for; jobs by the clock, of which there are many and all alike, begin none. */
export function beginsTrace(attributes: Attributes): boolean {
  return attributes['messaging.system'] === undefined
}

/**
 * Sends spans to a collector. The SDK is only loaded where there is one; without it every span costs next to nothing. What
 * headers and time limits are to be sent with, it reads from OpenTelemetry's own variables.
 */
export async function startTracing(url: string | null): Promise<{ [Symbol.asyncDispose](): Promise<void> }> {
  if (url === null) return { [Symbol.asyncDispose]: async () => undefined }
  const [sdk, { OTLPTraceExporter }, { AsyncLocalStorageContextManager }, core, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/core'),
      import('@opentelemetry/resources'),
    ])
  const { onlyNumbers } = await import('./only-numbers.ts')
  const { NOT_RECORD, RECORD_AND_SAMPLED } = sdk.SamplingDecision
  const root = {
    shouldSample: (
      ...[, , , , attributes]: Parameters<InstanceType<typeof sdk.ParentBasedSampler>['shouldSample']>
    ) => ({
      decision: beginsTrace(attributes) ? RECORD_AND_SAMPLED : NOT_RECORD,
    }),
    toString: () => 'what somebody asks for',
  }
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({
      'service.name': 'paralegal',
      'service.instance.id': randomUUID(),
    }),
    sampler: new sdk.ParentBasedSampler({ root }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: onlyNumbers(new OTLPTraceExporter({ url })) })],
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new core.W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(provider)
  return {
    async [Symbol.asyncDispose]() {
      // What a collector that is away costs must not hold the stop for long.
      await Promise.race([provider.shutdown().catch(() => undefined), waited(3000)])
      trace.disable()
      propagation.disable()
      context.disable()
    },
  }
}

async function waited(ms: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, ms).unref()
  })
}
