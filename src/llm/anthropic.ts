import Anthropic, { APIError, APIUserAbortError } from '@anthropic-ai/sdk'
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod'
import { Answer } from './answer.ts'
import { documentText } from './document-text.ts'
import type { FinishReason, Model, ModelReply, ModelRequest } from './model.ts'
import { rejected, unavailable } from './provider-errors.ts'

export const defaultAnthropicModel = 'claude-sonnet-5-5'

export interface ProviderOptions {
  apiKey: string
  baseUrl: string | null
  model: string
  timeoutMs?: number
  /** Another way to the network, for tests. */
  fetch?: typeof fetch
}

// The SDK's own parsing throws away a paid answer that does not fit, so only the schema goes along.
const { type, schema } = zodOutputFormat(Answer)

/** Anthropic Messages, streamed: document first and cacheable, the subtask's text last. */
export function createAnthropicModel(options: ProviderOptions): Model {
  const client = new Anthropic({
    apiKey: options.apiKey,
    authToken: null,
    ...(options.baseUrl === null ? {} : { baseURL: options.baseUrl }),
    timeout: options.timeoutMs ?? 300_000,
    // Retrying is the queue's: a second layer would multiply the waiting.
    maxRetries: 0,
    logLevel: 'off',
  })
  return {
    provider: 'anthropic',
    name: options.model,
    notice: null,
    async generate(request, signal) {
      try {
        return await stream(client, options.model, { request, signal })
      } catch (error) {
        signal.throwIfAborted()
        throw toAppError(error)
      }
    },
  }
}

async function stream(
  client: Anthropic,
  model: string,
  { request, signal }: { request: ModelRequest; signal: AbortSignal },
): Promise<ModelReply> {
  const startedAt = performance.now()
  let msToFirstToken: number | null = null
  const messageStream = client.messages.stream(
    {
      model,
      max_tokens: request.maxOutputTokens,
      system: [{ type: 'text', text: request.system }],
      messages: [
        {
          role: 'user',
          content: [
            {
              type: 'document',
              title: request.document.title,
              source: {
                type: 'text',
                media_type: 'text/plain',
                data: documentText(request.document.content),
              },
              cache_control: { type: 'ephemeral' },
            },
            { type: 'text', text: request.prompt },
          ],
        },
      ],
      output_config: { format: { type, schema } },
    },
    { signal },
  )
  messageStream.on('text', () => (msToFirstToken ??= Math.round(performance.now() - startedAt)))
  const message = await messageStream.finalMessage()
  return {
    text: message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    model: message.model,
    usage: {
      input: message.usage.input_tokens,
      output: message.usage.output_tokens,
      cacheRead: message.usage.cache_read_input_tokens ?? 0,
      cacheWrite: message.usage.cache_creation_input_tokens ?? 0,
      reasoning: 0,
    },
    finishReason: finishReasonOf(message.stop_reason),
    requestId: messageStream.request_id ?? null,
    msToFirstToken,
  }
}

function finishReasonOf(stopReason: string | null): FinishReason {
  if (stopReason === 'refusal') return 'refused'
  return stopReason === 'max_tokens' || stopReason === 'model_context_window_exceeded'
    ? 'truncated'
    : 'complete'
}

// Errors inside a stream have no status but a type; a cut stream is a plain AnthropicError.
function toAppError(error: unknown): unknown {
  if (error instanceof APIUserAbortError) return error
  if (!(error instanceof APIError)) return unavailable('Anthropic', error)
  const status = error.status as number | undefined
  const permanent = status !== undefined && status >= 400 && status < 500 && ![408, 409, 429].includes(status)
  return permanent
    ? rejected('Anthropic', { status, error, keyVariable: 'ANTHROPIC_API_KEY' })
    : unavailable('Anthropic', error)
}
