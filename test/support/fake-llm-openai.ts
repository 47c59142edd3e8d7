import type { Json, Reply, StreamParts } from './fake-llm-shapes.ts'

/** Responses, not streamed. */
export function openaiResponse(reply: Reply): Json {
  const isCut = reply.finish === 'truncated'
  return {
    ...response(reply, isCut ? 'incomplete' : 'completed'),
    completed_at: isCut ? null : createdAt,
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    output: reply.pieces.length === 0 ? [] : [item(isCut ? 'incomplete' : 'completed', [partOf(reply)])],
    usage: usageOf(reply),
  }
}

export function openaiStream(reply: Reply): StreamParts {
  const isRefused = reply.finish === 'refused'
  const kind = isRefused ? 'refusal' : 'output_text'
  const whole = openaiResponse(reply)
  const status = whole['status'] as 'incomplete' | 'completed'
  const created = response(reply, 'in_progress')
  const hasOutput = reply.pieces.length > 0
  return {
    begin: [
      { type: 'response.created', response: created },
      { type: 'response.in_progress', response: created },
      ...(hasOutput
        ? [
            { type: 'response.output_item.added', output_index: 0, item: item('in_progress', []) },
            {
              type: 'response.content_part.added',
              ...place,
              part: partOf({ ...reply, pieces: [] }),
            },
          ]
        : []),
    ],
    words: reply.pieces.map((delta) => ({
      type: `response.${kind}.delta`,
      ...place,
      delta,
      ...(isRefused ? {} : { logprobs: [] }),
    })),
    end: [...(hasOutput ? doneEvents(reply, status) : []), { type: `response.${status}`, response: whole }],
    failed: (code) => ({
      type: 'response.failed',
      response: { ...response(reply, 'failed'), error: { code, message: 'scripted' } },
    }),
  }
}

function doneEvents(reply: Reply, status: string): Json[] {
  const part = partOf(reply)
  const text = reply.pieces.join('')
  return [
    reply.finish === 'refused'
      ? { type: 'response.refusal.done', ...place, refusal: text }
      : { type: 'response.output_text.done', ...place, text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part },
    { type: 'response.output_item.done', output_index: 0, item: item(status, [part]) },
  ]
}

const place = { item_id: 'msg_fake', output_index: 0, content_index: 0 }
const createdAt = 1_790_000_000

function response({ model, request }: Reply, status: string): Json {
  return {
    id: 'resp_fake',
    object: 'response',
    created_at: createdAt,
    model,
    status,
    error: null,
    incomplete_details: null,
    instructions: request['instructions'] ?? null,
    max_output_tokens: request['max_output_tokens'] ?? null,
    metadata: {},
    output: [],
    parallel_tool_calls: true,
    store: request['store'] ?? true,
    temperature: 1,
    text: request['text'] ?? { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: request['tools'] ?? [],
    top_p: 1,
    usage: null,
  }
}

function item(status: string, content: Json[]): Json {
  return { type: 'message', id: 'msg_fake', role: 'assistant', status, content }
}

function partOf({ finish, pieces }: Reply): Json {
  const text = pieces.join('')
  return finish === 'refused'
    ? { type: 'refusal', refusal: text }
    : { type: 'output_text', text, annotations: [], logprobs: [] }
}

// OpenAI counts cached and written tokens into the input.
function usageOf({ usage }: Reply): Json {
  const input = usage.input + usage.cacheRead + usage.cacheWrite
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: usage.cacheRead, cache_write_tokens: usage.cacheWrite },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: Math.min(5, usage.output) },
    total_tokens: input + usage.output,
  }
}
