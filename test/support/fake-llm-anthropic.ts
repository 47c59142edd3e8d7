import type { Json, Reply, StreamParts } from './fake-llm-shapes.ts'

/** Messages, not streamed. */
export function anthropicMessage(reply: Reply): Json {
  const text = reply.pieces.join('')
  return {
    ...message(reply),
    content: text === '' ? [] : [{ ...emptyText, text }],
    ...stopOf(reply),
    usage: usageOf(reply, reply.usage.output),
  }
}

export function anthropicStream(reply: Reply): StreamParts {
  return {
    begin: [
      { type: 'message_start', message: { ...message(reply), usage: usageOf(reply, 1) } },
      { type: 'content_block_start', index: 0, content_block: emptyText },
      { type: 'ping' },
    ],
    words: reply.pieces.map((text) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text },
    })),
    end: [
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { ...stopOf(reply), container: null },
        usage: usageOf(reply, reply.usage.output),
      },
      { type: 'message_stop' },
    ],
  }
}

const emptyText = { type: 'text', text: '', citations: null }

function message({ model }: Reply): Json {
  return {
    id: 'msg_fake',
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    container: null,
    diagnostics: null,
    stop_details: null,
    stop_reason: null,
    stop_sequence: null,
  }
}

function stopOf({ finish }: Reply): Json {
  const stop_reason = { complete: 'end_turn', truncated: 'max_tokens', refused: 'refusal' }[finish]
  const details = { type: 'refusal', category: null, explanation: null }
  return { stop_reason, stop_sequence: null, stop_details: finish === 'refused' ? details : null }
}

// What is read from the cache or written to it is not counted into the input.
function usageOf({ usage }: Reply, output: number): Json {
  return {
    input_tokens: usage.input,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation_input_tokens: usage.cacheWrite,
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWrite, ephemeral_1h_input_tokens: 0 },
    output_tokens: output,
    output_tokens_details: null,
    server_tool_use: null,
    service_tier: 'standard',
    inference_geo: null,
    speed: null,
  }
}
