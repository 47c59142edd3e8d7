import {
  trace,
  type Attributes,
  type AttributeValue,
  type Span,
  type SpanOptions,
  type SpanStatus,
} from '@opentelemetry/api'

export interface CollectedSpan {
  name: string
  attributes: Attributes
  status: SpanStatus | null
  hasEnded: boolean
}

/** A tracer as an operator would register one, that keeps what it is told. */
export function collectSpans(): { spans: CollectedSpan[]; [Symbol.dispose](): void } {
  const spans: CollectedSpan[] = []
  const startSpan = (name: string, options: SpanOptions = {}): Span => {
    const collected: CollectedSpan = {
      name,
      attributes: { ...options.attributes },
      status: null,
      hasEnded: false,
    }
    spans.push(collected)
    const span = {
      spanContext: () => ({ traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags: 1 }),
      isRecording: () => true,
      setAttribute(key: string, value: AttributeValue) {
        collected.attributes[key] = value
        return span
      },
      setAttributes(attributes: Attributes) {
        Object.assign(collected.attributes, attributes)
        return span
      },
      setStatus(status: SpanStatus) {
        collected.status = status
        return span
      },
      end: () => (collected.hasEnded = true),
    } as unknown as Span
    return span
  }
  const startActiveSpan = (...args: unknown[]) => {
    const [name, options] = args as [string, SpanOptions]
    const work = args.at(-1) as (span: Span) => unknown
    return work(startSpan(name, options))
  }
  trace.setGlobalTracerProvider({
    getTracer: () => ({ startSpan, startActiveSpan }),
  })
  return { spans, [Symbol.dispose]: () => trace.disable() }
}
