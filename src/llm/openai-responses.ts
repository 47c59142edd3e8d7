import { createHash } from 'node:crypto'
import { APIError, type default as OpenAI } from 'openai'
import type { ModelReply, ModelRequest, PagePicture } from './model.ts'
import { markedDocument } from './marked-document.ts'
import { answerFormat, type Asking } from './openai-answer.ts'
import { pictureLabel } from './picture-label.ts'

type Prefix = Pick<ModelRequest, 'system' | 'document'>

/** OpenAI Responses, streamed and never stored there. */
export async function askResponses(
  client: OpenAI,
  { model, request, answer, signal }: Asking,
): Promise<void> {
  const { data: stream, response } = await client.responses
    .create(
      {
        ...prefixOf(model, request),
        input: [
          {
            role: 'user',
            content: [...documentParts(model, request), { type: 'input_text', text: request.prompt }],
          },
          ...repairMessages(request),
        ],
        text: { format: answerFormat },
        max_output_tokens: request.maxOutputTokens,
        ...(request.effort === null ? {} : { reasoning: { effort: request.effort } }),
        store: false,
        stream: true,
      },
      { signal },
    )
    .withResponse()
  answer.onResponse(model, response)
  for await (const event of stream) {
    if (event.type === 'response.output_item.added') answer.onBegin()
    if (event.type === 'response.output_text.delta') answer.onText(event.delta)
    if (event.type === 'error') throw failure(event)
    if (
      event.type === 'response.completed' ||
      event.type === 'response.incomplete' ||
      event.type === 'response.failed'
    ) {
      finish(answer.reply, event.response)
      if (event.type === 'response.failed') throw failure(event.response.error)
      return
    }
  }
  throw new Error('the stream ended without the end of the response')
}

function finish(reply: ModelReply, response: OpenAI.Responses.Response): void {
  const { usage } = response
  const parts = response.output.flatMap((item) => (item.type === 'message' ? item.content : []))
  const cached = usage?.input_tokens_details.cached_tokens ?? 0
  const written = usage?.input_tokens_details.cache_write_tokens ?? 0
  reply.model = response.model
  reply.text ||= parts.map((part) => (part.type === 'output_text' ? part.text : '')).join('')
  reply.usage = {
    // OpenAI counts cached and written tokens into the input.
    input: Math.max(0, (usage?.input_tokens ?? 0) - cached - written),
    output: usage?.output_tokens ?? 0,
    cacheRead: cached,
    cacheWrite: written,
    reasoning: usage?.output_tokens_details.reasoning_tokens ?? 0,
  }
  const reason = response.incomplete_details?.reason
  const isRefused = reason === 'content_filter' || parts.some((part) => part.type === 'refusal')
  if (isRefused) reply.finishReason = 'refused'
  else if (reason === 'max_output_tokens') reply.finishReason = 'truncated'
}

// An error that comes inside the stream has a code and no status.
function failure(error: { code: string | null; message: string } | null): APIError {
  return new APIError(undefined, { code: error?.code }, error?.message ?? 'the response failed', undefined)
}

/** Tokens of system text and document as OpenAI counts them; null where it does not answer. */
export async function countInputTokens(
  client: OpenAI,
  { model, request, signal }: { model: string; request: Prefix; signal: AbortSignal },
): Promise<number | null> {
  const count = await client.responses.inputTokens
    .count(
      {
        model,
        instructions: request.system,
        input: [{ role: 'user', content: documentParts(model, request) }],
        text: { format: answerFormat },
      },
      { signal, timeout: 10_000 },
    )
    .catch(() => null)
  return count?.input_tokens ?? null
}

// Calls with one key are sent to the machine that has their beginning in its cache.
function prefixOf(model: string, request: Prefix) {
  const hash = createHash('sha256').update(markedDocument(request.document))
  for (const { bytes } of request.document.pictures) hash.update(bytes)
  const key = hash.digest('hex')
  return {
    model,
    instructions: request.system,
    prompt_cache_key: key.slice(0, 64),
    ...(hasBreakpoints(model) ? { prompt_cache_options: { mode: 'explicit' as const } } : {}),
  }
}

type Content =
  | OpenAI.Responses.ResponseInputText
  | OpenAI.Responses.ResponseInputImage
  | OpenAI.Responses.ResponseInputFile

// Without a breakpoint, the newer models write the question to the cache too, which nobody reads again.
function documentParts(model: string, { document }: Prefix): Content[] {
  const breakpoint = hasBreakpoints(model) ? { prompt_cache_breakpoint: { mode: 'explicit' as const } } : {}
  const { file, title, pictures } = document
  const parts: Content[] =
    file === null
      ? [{ type: 'input_text', text: markedDocument(document) }, ...pictures.flatMap(pictureParts)]
      : [{ type: 'input_file', filename: title, file_data: dataAddress(file) }]
  return parts.map((part, index) => (index === parts.length - 1 ? { ...part, ...breakpoint } : part))
}

function pictureParts(picture: PagePicture): Content[] {
  const label = pictureLabel(picture)
  return [
    ...(label === null ? [] : [{ type: 'input_text' as const, text: label }]),
    { type: 'input_image', image_url: dataAddress(picture), detail: 'high' },
  ]
}

function dataAddress({ mediaType, bytes }: { mediaType: string; bytes: Uint8Array }): string {
  return `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`
}

function hasBreakpoints(model: string): boolean {
  const [, major, minor] = /^gpt-(\d+)(?:\.(\d+))?/.exec(model) ?? []
  return Number(major) > 5 || (Number(major) === 5 && Number(minor ?? 0) >= 6)
}

function repairMessages({ repair }: ModelRequest): OpenAI.Responses.ResponseInputItem[] {
  if (!repair) return []
  return [
    ...(repair.answer.trim() === '' ? [] : [{ role: 'assistant' as const, content: repair.answer }]),
    { role: 'user', content: repair.problem },
  ]
}
