import { SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api'
import type { Asked, ModelQuestion } from './ask-model.ts'
import { errorCodeOf } from './next-attempt.ts'

/**
 * A span around a call, as the semantic conventions for generative AI name it (OpenTelemetry 1.45): numbers and ids, no
 * content. Without a tracer, which the operator brings, nothing happens.
 */
export async function inSpan(
  question: ModelQuestion & { taskId: string; subtaskId: string },
  ask: () => Promise<Asked>,
): Promise<Asked> {
  const { model, request } = question
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': model.provider,
    'gen_ai.request.model': model.name,
    'gen_ai.request.max_tokens': request.maxOutputTokens,
    'gen_ai.output.type': 'json',
    'paralegal.task.id': question.taskId,
    'paralegal.subtask.id': question.subtaskId,
    'paralegal.generation.id': question.callId,
    'paralegal.prompt.template': question.template,
  }
  const tracer = trace.getTracer('paralegal')
  return tracer.startActiveSpan(`chat ${model.name}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    try {
      const asked = await ask()
      describeEnd(span, asked)
      return asked
    } finally {
      span.end()
    }
  })
}

function describeEnd(span: Span, { reply, error, waitedMs }: Asked): void {
  span.setAttribute('paralegal.waited_ms', waitedMs)
  const ended = reply?.error ?? error
  if (ended) {
    span.setAttribute('error.type', errorCodeOf(ended))
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  if (!reply) return
  const { usage } = reply
  span.setAttributes({
    'gen_ai.response.model': reply.model,
    'gen_ai.response.finish_reasons': [reply.finishReason],
    'gen_ai.usage.input_tokens': usage.input + usage.cacheRead + usage.cacheWrite,
    'gen_ai.usage.output_tokens': usage.output,
    'gen_ai.usage.cache_read.input_tokens': usage.cacheRead,
    'gen_ai.usage.cache_creation.input_tokens': usage.cacheWrite,
    'gen_ai.usage.reasoning.output_tokens': usage.reasoning,
    ...(reply.msToFirstToken === null
      ? {}
      : { 'gen_ai.response.time_to_first_chunk': reply.msToFirstToken / 1000 }),
  })
}
