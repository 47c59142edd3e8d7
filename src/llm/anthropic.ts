import Anthropic, { APIError, APIUserAbortError } from '@anthropic-ai/sdk'
import { anthropicCapabilities } from './anthropic-capabilities.ts'
import { anthropicPrefix, anthropicRequest } from './anthropic-request.ts'
import type { FinishReason, Model, ModelCall, ModelReply } from './model.ts'
import { once } from './once.ts'
import { rejected, unavailable } from './provider-errors.ts'
import { anthropicLimits } from './rate-headers.ts'

export const defaultAnthropicModel = 'claude-sonnet-5-5'

export interface ProviderOptions {
  apiKey: string
  baseUrl: string | null
  model: string
  timeoutMs?: number
  /** Another way to the network, for tests. */
  fetch?: typeof fetch
}

/** Anthropic Messages, streamed: only a stream says when an answer begins, and long ones need it. */
export function createAnthropicModel(options: ProviderOptions): Model {
  const client = new Anthropic({
    apiKey: options.apiKey,
    authToken: null,
    ...(options.baseUrl === null ? {} : { baseURL: options.baseUrl }),
    ...(options.fetch ? { fetch: options.fetch } : {}),
    timeout: options.timeoutMs ?? 300_000,
    // Retrying is the queue's: a second layer would multiply the waiting.
    maxRetries: 0,
    // A call has one span, ours: see llm/span.ts.
    openTelemetry: false,
    logLevel: 'off',
  })
  const capabilities = once(() => anthropicCapabilities(client, options.model))
  return {
    provider: 'anthropic',
    name: options.model,
    notice: null,
    capabilities,
    parameters: ({ maxOutputTokens, effort }) => ({
      max_tokens: maxOutputTokens,
      ...(effort === null ? {} : { effort }),
    }),
    async countTokens(request, signal) {
      const { document, model, system } = anthropicPrefix(options.model, request)
      const counting = { model, system, messages: [{ role: 'user' as const, content: document }] }
      const count = await client.messages.countTokens(counting, { signal, timeout: 10_000 }).catch(() => null)
      return count?.input_tokens ?? null
    },
    async generate(request, call) {
      const { takesEffort } = await capabilities()
      const asked = takesEffort ? request : { ...request, effort: null }
      return stream(client, anthropicRequest(options.model, asked), call)
    },
  }
}

async function stream(
  client: Anthropic,
  params: Anthropic.MessageStreamParams,
  { signal, onStart, onLimits }: ModelCall,
): Promise<ModelReply> {
  const startedAt = performance.now()
  let msToFirstToken: number | null = null
  const messageStream = client.messages.stream(params, { signal })
  messageStream.on('connect', () => onLimits?.(anthropicLimits(messageStream.response?.headers)))
  messageStream.once('streamEvent', () => onStart?.())
  messageStream.once('text', () => (msToFirstToken = Math.round(performance.now() - startedAt)))
  const reply = (message: Anthropic.Message) => ({
    text: message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    model: message.model,
    usage: usageOf(message.usage),
    requestId: messageStream.request_id ?? null,
    msToFirstToken,
  })
  try {
    const message = await messageStream.finalMessage()
    return { ...reply(message), finishReason: finishReasonOf(message.stop_reason) }
  } catch (error) {
    if (error instanceof APIError && error.headers) onLimits?.(anthropicLimits(error.headers))
    const cause: unknown = signal.aborted ? signal.reason : toAppError(error)
    const begun = messageStream.currentMessage
    if (!begun) throw cause
    return { ...reply(begun), finishReason: 'broken', error: cause }
  }
}

function usageOf(usage: Anthropic.Usage): ModelReply['usage'] {
  return {
    input: usage.input_tokens,
    output: usage.output_tokens,
    cacheRead: usage.cache_read_input_tokens ?? 0,
    cacheWrite: usage.cache_creation_input_tokens ?? 0,
    reasoning: usage.output_tokens_details?.thinking_tokens ?? 0,
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
  if (!(error instanceof APIError)) return unavailable('Anthropic', { error })
  const { type, headers } = error
  const status = error.status as number | undefined
  const permanent = status !== undefined && status >= 400 && status < 500 && ![408, 409, 429].includes(status)
  return permanent
    ? rejected('Anthropic', { status, error, keyVariable: 'ANTHROPIC_API_KEY' })
    : unavailable('Anthropic', { error, status, type, headers })
}
