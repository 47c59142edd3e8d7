// The vendors' answers as their SDKs expect them, as far as we read them.

import type { FakeUsage } from './fake-llm-usage.ts'

export interface Reply {
  text: string
  model: string
  finish: 'complete' | 'truncated' | 'refused'
  usage: FakeUsage
}

export type Json = Record<string, unknown>
export type Vendor = 'anthropic' | 'openai' | 'local'

/** A stream in its three parts: what says that the answer begins, the words, and the end. */
export interface StreamParts {
  begin: Json[]
  words: Json[]
  end: Json[]
}

export function streamOf(vendor: Vendor, reply: Reply): StreamParts {
  return { anthropic, openai, local }[vendor](reply)
}

export function eventText(vendor: Vendor, event: Json): string {
  const name = vendor === 'local' ? '' : `event: ${String(event['type'])}\n`
  return `${name}data: ${JSON.stringify(event)}\n\n`
}

function anthropic(reply: Reply): StreamParts {
  const { usage } = reply
  const counted = {
    input_tokens: usage.input,
    output_tokens: 1,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation_input_tokens: usage.cacheWrite,
  }
  const message = {
    id: 'msg_fake',
    type: 'message',
    role: 'assistant',
    model: reply.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: counted,
  }
  const stop = { complete: 'end_turn', truncated: 'max_tokens', refused: 'refusal' }[reply.finish]
  return {
    begin: [
      { type: 'message_start', message },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '', citations: null } },
    ],
    words: halves(reply.text).map((text) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text },
    })),
    end: [
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: stop, stop_sequence: null },
        usage: { ...counted, output_tokens: usage.output },
      },
      { type: 'message_stop' },
    ],
  }
}

function openai(reply: Reply): StreamParts {
  const { usage } = reply
  const content =
    reply.finish === 'refused'
      ? { type: 'refusal', refusal: 'no' }
      : { type: 'output_text', text: reply.text, annotations: [] }
  const response = { id: 'resp_fake', object: 'response', model: reply.model, error: null, output: [] }
  const item = { type: 'message', id: 'm', role: 'assistant', status: 'in_progress', content: [] }
  const place = { item_id: 'm', output_index: 0, content_index: 0 }
  // OpenAI counts cached and written tokens into the input.
  const input = usage.input + usage.cacheRead + usage.cacheWrite
  const isCut = reply.finish === 'truncated'
  return {
    begin: [
      { type: 'response.created', response: { ...response, status: 'in_progress' } },
      { type: 'response.in_progress', response: { ...response, status: 'in_progress' } },
      { type: 'response.output_item.added', output_index: 0, item },
      { type: 'response.content_part.added', ...place, part: { type: 'output_text', text: '' } },
    ],
    words:
      reply.finish === 'refused'
        ? []
        : halves(reply.text).map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
    end: [
      {
        type: isCut ? 'response.incomplete' : 'response.completed',
        response: {
          ...response,
          status: isCut ? 'incomplete' : 'completed',
          incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
          output: [{ ...item, status: 'completed', content: [content] }],
          usage: {
            input_tokens: input,
            input_tokens_details: { cached_tokens: usage.cacheRead, cache_write_tokens: usage.cacheWrite },
            output_tokens: usage.output,
            output_tokens_details: { reasoning_tokens: 5 },
            total_tokens: input + usage.output,
          },
        },
      },
    ],
  }
}

function local(reply: Reply): StreamParts {
  const chunk = { id: 'chat_fake', object: 'chat.completion.chunk', model: reply.model }
  const choice = (delta: Json, finish: string | null = null) => ({
    ...chunk,
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
  const finish = { complete: 'stop', truncated: 'length', refused: 'content_filter' }[reply.finish]
  const { input, output } = reply.usage
  return {
    begin: [choice({ role: 'assistant', content: '' })],
    words: halves(reply.text).map((content) => choice({ content })),
    end: [
      choice({}, finish),
      {
        ...chunk,
        choices: [],
        usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
      },
    ],
  }
}

/** What the vendors say of a model. */
export function modelInfo(vendor: Vendor, id: string): Json {
  if (vendor !== 'anthropic') return { id, object: 'model', created: 0, owned_by: 'fake' }
  const supported = { supported: true }
  return {
    type: 'model',
    id,
    display_name: id,
    created_at: '2026-10-01T00:00:00Z',
    lifecycle: 'active',
    deprecated_at: null,
    max_input_tokens: 1_000_000,
    max_tokens: 128_000,
    capabilities: { pdf_input: supported, image_input: supported, structured_outputs: supported },
  }
}

function halves(text: string): string[] {
  const middle = Math.ceil(text.length / 2)
  return [text.slice(0, middle), text.slice(middle)].filter((part) => part !== '')
}
