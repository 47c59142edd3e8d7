// The vendors' answers as their SDKs expect them, as far as we read them.

export interface Reply {
  text: string
  model: string
  finish: 'complete' | 'truncated' | 'refused'
  cacheRead: number
}

type Json = Record<string, unknown>

export function anthropicStream(reply: Reply): Json[] {
  const stop = { complete: 'end_turn', truncated: 'max_tokens', refused: 'refusal' }[reply.finish]
  const usage = {
    input_tokens: 100,
    output_tokens: 1,
    cache_read_input_tokens: reply.cacheRead,
    cache_creation_input_tokens: 50,
  }
  return [
    {
      type: 'message_start',
      message: {
        id: 'msg_fake',
        type: 'message',
        role: 'assistant',
        model: reply.model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage,
      },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '', citations: null } },
    ...halves(reply.text).map((text) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text },
    })),
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: stop, stop_sequence: null },
      usage: { ...usage, output_tokens: 20 },
    },
    { type: 'message_stop' },
  ]
}

export function openaiResponse(reply: Reply): Json {
  const content =
    reply.finish === 'refused'
      ? { type: 'refusal', refusal: 'no' }
      : { type: 'output_text', text: reply.text, annotations: [] }
  return {
    id: 'resp_fake',
    object: 'response',
    model: reply.model,
    status: reply.finish === 'truncated' ? 'incomplete' : 'completed',
    incomplete_details: reply.finish === 'truncated' ? { reason: 'max_output_tokens' } : null,
    error: null,
    output: [{ type: 'message', id: 'm', role: 'assistant', status: 'completed', content: [content] }],
    usage: {
      input_tokens: 150 + reply.cacheRead,
      input_tokens_details: { cached_tokens: reply.cacheRead, cache_write_tokens: 50 },
      output_tokens: 20,
      output_tokens_details: { reasoning_tokens: 5 },
      total_tokens: 170,
    },
  }
}

export function chatCompletion(reply: Reply): Json {
  return {
    id: 'chat_fake',
    object: 'chat.completion',
    model: reply.model,
    choices: [
      {
        index: 0,
        finish_reason: { complete: 'stop', truncated: 'length', refused: 'content_filter' }[reply.finish],
        message: { role: 'assistant', content: reply.text, refusal: null },
      },
    ],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  }
}

function halves(text: string): string[] {
  const middle = Math.ceil(text.length / 2)
  return [text.slice(0, middle), text.slice(middle)].filter((part) => part !== '')
}
