import { createHash } from 'node:crypto'
import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai'
import { zodTextFormat } from 'openai/helpers/zod'
import { Answer } from './answer.ts'
import type { ProviderOptions } from './anthropic.ts'
import { documentText } from './document-text.ts'
import type { Model, ModelReply, ModelRequest } from './model.ts'
import { rejected, unavailable } from './provider-errors.ts'

export const defaultOpenAIModel = 'gpt-6.1-terra'

const { name, schema } = zodTextFormat(Answer, 'answer')

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
  const ask = isLocal ? askLocal : askResponses
  return {
    provider: 'openai',
    name: options.model,
    notice: null,
    async generate(request, signal) {
      try {
        return await ask(client, options.model, { request, signal })
      } catch (error) {
        signal.throwIfAborted()
        throw toAppError(error)
      }
    },
  }
}

interface Call {
  request: ModelRequest
  signal: AbortSignal
}

async function askResponses(client: OpenAI, model: string, { request, signal }: Call): Promise<ModelReply> {
  const response = await client.responses.create(
    {
      model,
      store: false,
      instructions: request.system,
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: documentBlock(request) },
            { type: 'input_text', text: request.prompt },
          ],
        },
      ],
      text: { format: { type: 'json_schema', name, schema, strict: true } },
      max_output_tokens: request.maxOutputTokens,
    },
    { signal },
  )
  if (response.status === 'failed') throw new Error(response.error?.message ?? 'the response failed')
  const parts = response.output.flatMap((item) => (item.type === 'message' ? item.content : []))
  const cached = response.usage?.input_tokens_details.cached_tokens ?? 0
  const written = response.usage?.input_tokens_details.cache_write_tokens ?? 0
  return {
    text: parts.map((part) => (part.type === 'output_text' ? part.text : '')).join(''),
    model: response.model,
    usage: {
      // OpenAI counts cached and written tokens into the input.
      input: Math.max(0, (response.usage?.input_tokens ?? 0) - cached - written),
      output: response.usage?.output_tokens ?? 0,
      cacheRead: cached,
      cacheWrite: written,
      reasoning: response.usage?.output_tokens_details.reasoning_tokens ?? 0,
    },
    finishReason: finishReasonOf(
      response.incomplete_details?.reason,
      parts.some((part) => part.type === 'refusal'),
    ),
    requestId: response._request_id ?? null,
    msToFirstToken: null,
  }
}

async function askLocal(client: OpenAI, model: string, { request, signal }: Call): Promise<ModelReply> {
  const completion = await client.chat.completions.create(
    {
      model,
      messages: [
        { role: 'system', content: request.system },
        { role: 'user', content: `${documentBlock(request)}\n\n${request.prompt}` },
      ],
      response_format: { type: 'json_schema', json_schema: { name, schema, strict: true } },
      max_tokens: request.maxOutputTokens,
    },
    { signal },
  )
  const choice = completion.choices[0]
  return {
    text: choice?.message.content ?? '',
    model: completion.model,
    usage: {
      input: completion.usage?.prompt_tokens ?? 0,
      output: completion.usage?.completion_tokens ?? 0,
      cacheRead: 0,
      cacheWrite: 0,
      reasoning: 0,
    },
    finishReason: finishReasonOf(
      choice?.finish_reason === 'length' ? 'max_output_tokens' : choice?.finish_reason,
      Boolean(choice?.message.refusal),
    ),
    requestId: completion._request_id ?? null,
    msToFirstToken: null,
  }
}

// The markers carry the text's own hash, so that no document can hold its own end marker.
function documentBlock(request: ModelRequest): string {
  const text = documentText(request.document.content)
  const mark = createHash('sha256').update(text).digest('hex').slice(0, 16)
  return `=== document ${mark}: ${JSON.stringify(request.document.title)} ===\n${text}\n=== end of document ${mark} ===`
}

function finishReasonOf(reason: string | undefined, refused: boolean): ModelReply['finishReason'] {
  if (refused || reason === 'content_filter') return 'refused'
  return reason === 'max_output_tokens' ? 'truncated' : 'complete'
}

// Quota that is used up answers 429 like a rate limit, but waiting does not bring it back.
function toAppError(error: unknown): unknown {
  if (error instanceof APIUserAbortError) return error
  if (!(error instanceof APIError) || error instanceof APIConnectionError) return unavailable('OpenAI', error)
  const status = error.status as number | undefined
  if (error.code === 'insufficient_quota')
    return rejected('OpenAI', { status: 402, error, keyVariable: 'OPENAI_API_KEY' })
  const permanent = status !== undefined && status >= 400 && status < 500 && ![408, 409, 429].includes(status)
  return permanent
    ? rejected('OpenAI', { status, error, keyVariable: 'OPENAI_API_KEY' })
    : unavailable('OpenAI', error)
}
