import type { Json, Reply, StreamParts } from './fake-llm-shapes.ts'

/** chat.completions as local servers answer it, not streamed. */
export function chatCompletion(reply: Reply): Json {
  return {
    id: 'chat_fake',
    object: 'chat.completion',
    created: createdAt,
    model: reply.model,
    choices: [
      {
        index: 0,
        finish_reason: finishOf(reply),
        logprobs: null,
        message: { role: 'assistant', content: reply.pieces.join(''), refusal: null },
      },
    ],
    usage: usageOf(reply),
  }
}

export function chatStream(reply: Reply): StreamParts {
  const chunk = {
    id: 'chat_fake',
    object: 'chat.completion.chunk',
    created: createdAt,
    model: reply.model,
  }
  const choice = (delta: Json, finish: string | null = null) => ({
    ...chunk,
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
  const options = reply.request['stream_options'] as { include_usage?: boolean } | undefined
  return {
    begin: [choice({ role: 'assistant', content: '' })],
    words: reply.pieces.map((content) => choice({ content })),
    end: [
      choice({}, finishOf(reply)),
      ...(options?.include_usage ? [{ ...chunk, choices: [], usage: usageOf(reply) }] : []),
    ],
  }
}

const createdAt = 1_790_000_000

function finishOf({ finish }: Reply): string {
  return { complete: 'stop', truncated: 'length', refused: 'content_filter' }[finish]
}

function usageOf({ usage }: Reply): Json {
  const { input, output } = usage
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output }
}
