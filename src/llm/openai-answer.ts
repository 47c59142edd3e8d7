import { zodTextFormat } from 'openai/helpers/zod'
import { Answer } from './answer.ts'
import type { ModelCall, ModelReply, ModelRequest } from './model.ts'
import { openaiLimits } from './rate-headers.ts'

/** The form of an answer, for both of OpenAI's interfaces. */
export const answerFormat = (({ name, schema }) => ({
  type: 'json_schema' as const,
  name,
  schema,
  strict: true,
}))(zodTextFormat(Answer, 'answer'))

/** What is asked, and the answer as it comes in. */
export interface Asking {
  model: string
  request: ModelRequest
  answer: IncomingAnswer
  signal: AbortSignal
}

/** An answer while it comes in: what of it is there when it breaks off has been paid for. */
export interface IncomingAnswer {
  reply: ModelReply
  hasBegun: boolean
  /** The response is there, with its headers. */
  onResponse(model: string, response: Response): void
  /** Its first word, or its first thought. */
  onBegin(): void
  onText(text: string): void
}

/** An answer that nothing has come of yet. */
export function newAnswer({ onStart, onLimits }: ModelCall): IncomingAnswer {
  const startedAt = performance.now()
  const reply: ModelReply = {
    text: '',
    model: '',
    usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
    finishReason: 'complete',
    requestId: null,
    msToFirstToken: null,
  }
  return {
    reply,
    hasBegun: false,
    onResponse(model, response) {
      reply.model = model
      reply.requestId = response.headers.get('x-request-id')
      onLimits?.(openaiLimits(response.headers))
    },
    onBegin() {
      if (!this.hasBegun) onStart?.()
      this.hasBegun = true
    },
    onText(text) {
      this.onBegin()
      reply.msToFirstToken ??= Math.round(performance.now() - startedAt)
      reply.text += text
    },
  }
}
