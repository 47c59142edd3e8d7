import { describe, expect, test } from 'vitest'
import { createAnthropicModel } from '../../src/llm/anthropic.ts'
import type { ModelRequest } from '../../src/llm/model.ts'
import { createOpenAIModel } from '../../src/llm/openai.ts'
import { emptyAnswer, startFakeLlm } from '../support/fake-llm.ts'

const text = 'This Agreement is governed by the laws of England.'
const request: ModelRequest = {
  system: 'You review contracts.',
  document: {
    title: 'contract.pdf',
    content: {
      kind: 'pdf',
      text,
      pages: [{ number: 1, start: 0, end: text.length }],
      paged: true,
      headings: [],
    },
    file: null,
  },
  prompt: 'Which law?',
  questions: [],
  answers: null,
  repair: null,
  sharesPrefix: true,
  maxOutputTokens: 500,
}
const call = { signal: new AbortController().signal }
const key = 'sk-secret-key'

const vendors = [
  {
    name: 'Anthropic',
    create: (url: string) => createAnthropicModel({ apiKey: key, baseUrl: url, model: 'claude-sonnet-5-5' }),
  },
  {
    name: 'a local server',
    create: (url: string) => createOpenAIModel({ apiKey: key, baseUrl: `${url}/v1`, model: 'llama' }),
  },
]

describe.each(vendors)('$name', ({ create }) => {
  test('gives the raw answer, the usage and the request id', async () => {
    await using fake = await startFakeLlm()
    const reply = await create(fake.url).generate(request, call)
    expect(JSON.parse(reply.text)).toEqual(emptyAnswer)
    expect(reply).toMatchObject({
      finishReason: 'complete',
      requestId: 'req_fake',
      usage: { input: 100, output: 20 },
    })
  })

  test.each([
    ['truncated', 'truncated'],
    ['refused', 'refused'],
  ] as const)('keeps an answer that was %s', async (finish, finishReason) => {
    await using fake = await startFakeLlm()
    fake.reply({ finish, answer: '{"answer":"cut' })
    const reply = await create(fake.url).generate(request, call)
    expect(reply).toMatchObject({ finishReason, usage: { output: 20 } })
  })

  test.each([429, 500, 529])('%i can be tried again', async (status) => {
    await using fake = await startFakeLlm()
    fake.reply({ status })
    await expect(create(fake.url).generate(request, call)).rejects.toMatchObject({
      code: 'model_unavailable',
      retryable: true,
    })
    expect(fake.requests).toHaveLength(1)
  })

  test.each([400, 401, 404])(
    '%i is final and shows neither key nor vendor text to people',
    async (status) => {
      await using fake = await startFakeLlm()
      fake.reply({ status })
      const error = await create(fake.url)
        .generate(request, call)
        .catch((caught: unknown) => caught)
      expect(error).toMatchObject({ code: 'model_rejected_request', retryable: false })
      expect((error as { userMessage: string }).userMessage).not.toMatch(/scripted|sk-/)
    },
  )

  test('a connection that is cut can be tried again', async () => {
    await using fake = await startFakeLlm()
    fake.reply({ cut: true })
    await expect(create(fake.url).generate(request, call)).rejects.toMatchObject({
      code: 'model_unavailable',
      retryable: true,
    })
  })

  test('aborting ends the call at once', async () => {
    await using fake = await startFakeLlm()
    fake.reply({ delayMs: 20_000 })
    const controller = new AbortController()
    const reply = create(fake.url).generate(request, { signal: controller.signal })
    setTimeout(() => controller.abort(new Error('cancelled by a person')), 100)
    await expect(reply).rejects.toThrow('cancelled by a person')
  })
})

test('Anthropic: an error inside the stream can be tried again', async () => {
  await using fake = await startFakeLlm()
  fake.reply({ errorInStream: 'overloaded_error' })
  const model = createAnthropicModel({ apiKey: key, baseUrl: fake.url, model: 'claude-sonnet-5-5' })
  await expect(model.generate(request, call)).rejects.toMatchObject({
    code: 'model_unavailable',
    retryable: true,
  })
})

test('Anthropic: document first and cacheable, the question last, the same bytes before it for every question', async () => {
  await using fake = await startFakeLlm()
  const model = createAnthropicModel({ apiKey: key, baseUrl: fake.url, model: 'claude-sonnet-5-5' })
  await model.generate(request, call)
  await model.generate({ ...request, prompt: 'Which court?' }, call)
  const [first, second] = fake.requests.map(({ body }) => body)
  const messages = (first?.['messages'] ?? []) as { content: { type: string; cache_control?: object }[] }[]
  const content = messages[0]?.content ?? []
  expect(content.map((block) => block.type)).toEqual(['document', 'text'])
  expect(content[0]?.cache_control).toEqual({ type: 'ephemeral' })
  expect(JSON.stringify(first).replace('Which law?', '')).toBe(
    JSON.stringify(second).replace('Which court?', ''),
  )
  expect(first).not.toHaveProperty('temperature')
})

test('OpenAI answers are never stored there and cached tokens are not counted twice', async () => {
  await using fake = await startFakeLlm()
  fake.reply({ cacheRead: 1000 })
  const model = createOpenAIModel({
    apiKey: key,
    baseUrl: null,
    model: 'gpt-6.1-terra',
    fetch: rerouteTo(fake.url),
  })
  const reply = await model.generate(request, call)
  expect(fake.requests[0]).toMatchObject({ path: '/v1/responses', body: { store: false } })
  expect(reply.usage).toEqual({ input: 100, output: 20, cacheRead: 1000, cacheWrite: 50, reasoning: 5 })
})

function rerouteTo(url: string): typeof fetch {
  return async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    return fetch(`${url}${pathname}`, init)
  }
}
