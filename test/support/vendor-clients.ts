import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'

/** The vendors' own clients, which try once. */
export function anthropicClient(baseURL: string): Anthropic {
  return new Anthropic({
    apiKey: 'sk-secret-key',
    authToken: null,
    baseURL,
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
  })
}

export function openaiClient(url: string): OpenAI {
  return new OpenAI({ apiKey: 'sk-secret-key', baseURL: `${url}/v1`, maxRetries: 0, logLevel: 'off' })
}

/** A contract of about so many of the fake's tokens. */
export function contractOf(tokens: number): string {
  return 'The Supplier shall deliver the goods in time. '
    .repeat(Math.ceil((tokens * 4) / 46))
    .slice(0, tokens * 4)
}

/** A question about a document that can be read from the cache the next time. */
export function anthropicQuestion(
  document: string,
  question: string,
): Anthropic.MessageCreateParamsNonStreaming {
  return {
    model: 'claude-sonnet-5-5',
    max_tokens: 500,
    system: 'You review contracts.',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: document, cache_control: { type: 'ephemeral' } },
          { type: 'text', text: question },
        ],
      },
    ],
  }
}

export function openaiQuestion(
  document: string,
  question: string,
): Omit<OpenAI.Responses.ResponseCreateParamsNonStreaming, 'stream'> {
  return {
    model: 'gpt-6.1-terra',
    max_output_tokens: 500,
    store: false,
    instructions: 'You review contracts.',
    prompt_cache_options: { mode: 'explicit' },
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: document, prompt_cache_breakpoint: { mode: 'explicit' } },
          { type: 'input_text', text: question },
        ],
      },
    ],
  }
}

export function chatQuestion(question: string): OpenAI.Chat.ChatCompletionCreateParamsNonStreaming {
  return { model: 'llama', max_tokens: 500, messages: [{ role: 'user', content: question }] }
}
