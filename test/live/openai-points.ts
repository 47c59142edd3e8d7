import OpenAI, { NotFoundError } from 'openai'
import { markedDocument } from '../../src/llm/marked-document.ts'
import type { ModelRequest } from '../../src/llm/model.ts'
import { answerFormat } from '../../src/llm/openai-answer.ts'
import { createOpenAIModel, defaultOpenAIModel } from '../../src/llm/openai.ts'
import { expected, type Point } from './point.ts'
import { countMatches, newTrial, sharedPoints } from './shared-points.ts'
import { maxOutputTokens, shortRequest } from './short-request.ts'

/** Just over the 1,024 tokens that OpenAI caches at least. */
const clauseCount = 72

export function openaiPoints(of: { apiKey: string; baseUrl: string | null }): Point[] {
  const client = new OpenAI({
    apiKey: of.apiKey,
    ...(of.baseUrl === null ? {} : { baseURL: of.baseUrl }),
    maxRetries: 2,
    logLevel: 'off',
  })
  // The adapter takes any other address for a local server.
  const reroute = of.baseUrl === null ? {} : { fetch: rerouteTo(of.baseUrl) }
  const model = createOpenAIModel({ ...of, baseUrl: null, model: defaultOpenAIModel, ...reroute })
  const request = shortRequest(clauseCount)
  const trial = newTrial(model, request)
  return [
    ...sharedPoints(trial),
    {
      name: 'a call with another form of the answer reads nothing',
      isRelied: false,
      async look() {
        await trial.first()
        const name = 'other_answer'
        const text = { format: { ...answerFormat, name } }
        const { usage } = await client.responses.create({ ...paramsOf(request), text })
        const { cached_tokens: read, cache_write_tokens: written } = usage?.input_tokens_details ?? {}
        return expected(read === 0, `${read} read, ${written} written`)
      },
    },
    {
      name: 'a count of tokens is what a call is billed for',
      isRelied: true,
      async look() {
        const { instructions, input, text } = paramsOf(request)
        return countMatches(trial, async () => {
          const counting = { model: model.name, instructions, input, text }
          return (await client.responses.inputTokens.count(counting)).input_tokens
        })
      },
    },
    {
      name: 'nothing is stored',
      isRelied: true,
      async look() {
        const { id } = await client.responses.create(paramsOf(shortRequest(1)))
        const found = await client.responses.retrieve(id).then(
          () => true,
          (error: unknown) => {
            if (error instanceof NotFoundError) return false
            throw error
          },
        )
        return expected(!found, found ? 'an answer could be read again' : 'an answer is not found again')
      },
    },
    {
      name: 'a call can fill the cache without an answer',
      isRelied: false,
      async look() {
        const other = paramsOf(shortRequest(clauseCount))
        const prewarm = { mode: 'explicit' as const, prewarm: true }
        const warmed = await client.responses.create({ ...other, prompt_cache_options: prewarm })
        const { usage, output, status } = warmed
        const written = usage?.input_tokens_details.cache_write_tokens ?? 0
        const kinds = output.map(({ type }) => type).join(' ') || 'no output'
        const seen = `${String(status)}, ${kinds}, ${usage?.output_tokens} out, ${written} written`
        return expected(output.length === 0 && written > 0, seen)
      },
    },
  ]
}

// As the adapter asks, which offers no other form of the answer, and none without one.
function paramsOf(request: ModelRequest) {
  return {
    model: defaultOpenAIModel,
    store: false,
    instructions: request.system,
    max_output_tokens: maxOutputTokens,
    prompt_cache_options: { mode: 'explicit' as const },
    input: [
      {
        role: 'user' as const,
        content: [
          {
            type: 'input_text' as const,
            text: markedDocument(request.document),
            prompt_cache_breakpoint: { mode: 'explicit' as const },
          },
          { type: 'input_text' as const, text: request.prompt },
        ],
      },
    ],
    text: { format: answerFormat },
  }
}

function rerouteTo(baseUrl: string): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input)
    return fetch(url.replace('https://api.openai.com/v1', baseUrl.replace(/\/$/, '')), init)
  }
}
