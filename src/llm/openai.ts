import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai'
import type { ProviderOptions } from './anthropic.ts'
import type { Capabilities, Model } from './model.ts'
import { newAnswer } from './openai-answer.ts'
import { askChat } from './openai-chat.ts'
import { askResponses, countInputTokens } from './openai-responses.ts'
import { rejected, unavailable } from './provider-errors.ts'
import { openaiLimits } from './rate-headers.ts'
import { textOnly } from './text-only.ts'

export const defaultOpenAIModel = 'gpt-6.1-terra'

// OpenAI, models and prompt caching, November 2026; its API does not list them.
const vendor: Capabilities = {
  maxInputTokens: 922_000,
  maxOutputTokens: 128_000,
  readsPdf: true,
  readsImages: true,
  takesEffort: true,
  minCachedTokens: 1024,
  limits: 'openai',
}
/**
 * OpenAI Responses, never stored there. Any other address is taken for a local server (Ollama, LM Studio, llama.cpp)
 * and spoken to by chat.completions, which all of them understand.
 */
export function createOpenAIModel(options: ProviderOptions): Model {
  const client = new OpenAI({
    apiKey: options.apiKey,
    ...(options.baseUrl === null ? {} : { baseURL: options.baseUrl }),
    ...(options.fetch ? { fetch: options.fetch } : {}),
    timeout: options.timeoutMs ?? 300_000,
    maxRetries: 0,
    logLevel: 'off',
  })
  const isLocal = options.baseUrl !== null && new URL(options.baseUrl).hostname !== 'api.openai.com'
  return {
    provider: 'openai',
    name: options.model,
    notice: null,
    capabilities: async () => (isLocal ? textOnly : { ...vendor, takesEffort: isReasoning(options.model) }),
    parameters: (request) =>
      isLocal
        ? { max_tokens: request.maxOutputTokens, interface: 'chat.completions' }
        : {
            max_output_tokens: request.maxOutputTokens,
            interface: 'responses',
            store: false,
            ...(request.effort === null ? {} : { effort: request.effort }),
          },
    countTokens: async (request, signal) =>
      isLocal ? null : countInputTokens(client, { model: options.model, request, signal }),
    async generate(request, call) {
      const answer = newAnswer(call)
      try {
        const asked = isReasoning(options.model) ? request : { ...request, effort: null }
        const asking = { model: options.model, request: asked, answer, signal: call.signal }
        await (isLocal ? askChat(client, asking) : askResponses(client, asking))
        return answer.reply
      } catch (error) {
        if (error instanceof APIError) call.onLimits?.(openaiLimits(error.headers as Headers | undefined))
        const cause: unknown = call.signal.aborted ? call.signal.reason : toAppError(error)
        if (!answer.hasBegun) throw cause
        return { ...answer.reply, finishReason: 'broken', error: cause }
      }
    },
  }
}

// The older ones refuse to be told how much thought to give (OpenAI, reasoning models, November 2026).
function isReasoning(model: string): boolean {
  return /^(?:gpt-[5-9]|o\d)/.test(model)
}

// Quota that is used up answers 429 like a rate limit, but waiting does not bring it back.
function toAppError(error: unknown): unknown {
  if (error instanceof APIUserAbortError) return error
  if (!(error instanceof APIError) || error instanceof APIConnectionError)
    return unavailable('OpenAI', { error })
  const status = error.status as number | undefined
  const headers = error.headers as Headers | undefined
  if (error.code === 'insufficient_quota')
    return rejected('OpenAI', { status: 402, error, keyVariable: 'OPENAI_API_KEY' })
  const permanent = status !== undefined && status >= 400 && status < 500 && ![408, 409, 429].includes(status)
  return permanent
    ? rejected('OpenAI', { status, error, keyVariable: 'OPENAI_API_KEY' })
    : unavailable('OpenAI', { error, status, type: error.code, headers })
}
