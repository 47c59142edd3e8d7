import type { Attributes } from '@opentelemetry/api'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'

/**
 * Lets through of spans what is known to be ids, kinds and numbers, whoever wrote them: libraries put the words of errors into
 * spans, and those quote what could not be read.
 */
export function onlyNumbers(exporter: SpanExporter): SpanExporter {
  return {
    export: (spans, done) => exporter.export(spans.map(stripped), done),
    shutdown: async () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  }
}

const known =
  /^(?:paralegal\.[a-z_.]+|pgboss\.[a-z_.]+|messaging\.[a-z_.]+|error\.type|gen_ai\.(?:operation\.name|provider\.name|output\.type|request\.[a-z_.]+|usage\.[a-z_.]+|response\.(?:model|finish_reasons|time_to_first_chunk)))$/

function stripped(span: ReadableSpan): ReadableSpan {
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => span.spanContext(),
    ...(span.parentSpanContext ? { parentSpanContext: span.parentSpanContext } : {}),
    startTime: span.startTime,
    endTime: span.endTime,
    status: { code: span.status.code },
    attributes: attributesOf(span.attributes),
    links: span.links.map(({ context }) => ({ context })),
    events: [],
    duration: span.duration,
    ended: span.ended,
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  }
}

function attributesOf(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => known.test(name)))
}
