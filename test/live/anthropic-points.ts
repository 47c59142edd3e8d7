import Anthropic from '@anthropic-ai/sdk'
import { anthropicRequest } from '../../src/llm/anthropic-request.ts'
import { createAnthropicModel, defaultAnthropicModel } from '../../src/llm/anthropic.ts'
import { expected, type Point } from './point.ts'
import { countMatches, newTrial, sharedPoints } from './shared-points.ts'
import { shortRequest } from './short-request.ts'

/** Just over the 512 tokens that Anthropic caches at least. */
const clauseCount = 32

export function anthropicPoints(of: { apiKey: string; baseUrl: string | null }): Point[] {
  const client = new Anthropic({
    apiKey: of.apiKey,
    authToken: null,
    ...(of.baseUrl === null ? {} : { baseURL: of.baseUrl }),
    maxRetries: 2,
    openTelemetry: false,
    logLevel: 'off',
  })
  const model = createAnthropicModel({ ...of, model: defaultAnthropicModel })
  const request = shortRequest(clauseCount)
  const trial = newTrial(model, request)
  const params = anthropicRequest(model.name, request)
  return [
    {
      name: 'the model says what it can do',
      isRelied: true,
      async look() {
        const { lifecycle, max_input_tokens, max_tokens, capabilities } = await client.models.retrieve(
          model.name,
        )
        const able = (['pdf_input', 'image_input', 'structured_outputs'] as const).map(
          (name) => `${name} ${String(capabilities?.[name].supported)}`,
        )
        const isAble = able.every((capability) => capability.endsWith('true'))
        const seen = `${lifecycle}, ${max_input_tokens} in, ${max_tokens} out, ${able.join(', ')}`
        return expected(lifecycle === 'active' && isAble && Boolean(max_input_tokens && max_tokens), seen)
      },
    },
    ...sharedPoints(trial),
    {
      name: 'a call with another form of the answer reads nothing',
      isRelied: false,
      async look() {
        await trial.first()
        const schema = {
          type: 'object',
          properties: { law: { type: 'string' } },
          required: ['law'],
          additionalProperties: false,
        }
        const output_config = { format: { type: 'json_schema' as const, schema } }
        const { usage } = await client.messages.stream({ ...params, output_config }).finalMessage()
        const { cache_read_input_tokens: read, cache_creation_input_tokens: written } = usage
        return expected(read === 0, `${read} read, ${written} written`)
      },
    },
    {
      name: 'a count of tokens is what a call is billed for',
      isRelied: true,
      async look() {
        const { model: name, system, messages, output_config } = params
        return countMatches(trial, async () => {
          const counting = { model: name, messages, ...(system ? { system } : {}) }
          const form = output_config ? { output_config } : {}
          return (await client.messages.countTokens({ ...counting, ...form })).input_tokens
        })
      },
    },
    {
      name: 'there is a joint limit of tokens in the headers too',
      isRelied: false,
      async look() {
        const { response } = await client.messages
          .create({ model: model.name, max_tokens: 1, messages: [{ role: 'user', content: 'Hi' }] })
          .withResponse()
        const names = [...response.headers.keys()].filter((name) => name.startsWith('anthropic-ratelimit-'))
        return expected(names.includes('anthropic-ratelimit-tokens-limit'), names.join(' ') || 'none')
      },
    },
  ]
}
