import { SpanStatusCode, trace, type Attributes, type Span, type SpanKind } from '@opentelemetry/api'
import { AppError } from './errors.ts'

/**
 * A span around a piece of work, as a part of the trace that runs. Without a tracer nothing happens. Attributes are ids, kinds
 * and numbers; of an error its code or name is noted, never its words.
 */
export async function traced<T>(
  name: string,
  options: { kind?: SpanKind; attributes?: Attributes; root?: boolean },
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return trace.getTracer('paralegal').startActiveSpan(name, options, async (span) => {
    try {
      return await work(span)
    } catch (error) {
      span.setAttribute('error.type', typeOf(error))
      span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  })
}

function typeOf(error: unknown): string {
  if (error instanceof AppError) return error.code
  return error instanceof Error ? error.name : typeof error
}
