import { describe, expect, test } from 'vitest'
import { createAnthropicModel } from '../../src/llm/anthropic.ts'
import type { Model, ModelReply, ModelRequest, ReportedLimits } from '../../src/llm/model.ts'
import { createOpenAIModel } from '../../src/llm/openai.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import { emptyAnswer } from '../support/fake-llm-script.ts'

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
      warnings: [],
    },
    file: null,
    pictures: [],
  },
  prompt: 'Which law?',
  questions: [],
  answers: null,
  repair: null,
  sharesPrefix: true,
  effort: null,
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

  test.each(['at once', true, 'in the middle'] as const)(
    'a connection that is cut (%s) can be tried again',
    async (cut) => {
      await using fake = await startFakeLlm()
      fake.reply({ cut })
      expect(await errorOf(create(fake.url).generate(request, call))).toMatchObject({
        code: 'model_unavailable',
        retryable: true,
        reason: 'unreachable',
      })
    },
  )

  test('what was said before an answer broke off is kept', async () => {
    await using fake = await startFakeLlm()
    fake.reply({ cut: 'in the middle', answer: 'One half and another.' })
    const reply = await create(fake.url).generate(request, call)
    expect(reply).toMatchObject({ finishReason: 'broken', text: 'One half an' })
  })

  test('aborting ends the call at once', async () => {
    await using fake = await startFakeLlm()
    fake.reply({ delayMs: 20_000 })
    const controller = new AbortController()
    const reply = create(fake.url).generate(request, { signal: controller.signal })
    setTimeout(() => controller.abort(new Error('cancelled by a person')), 100)
    expect(await errorOf(reply)).toMatchObject({ message: 'cancelled by a person' })
  })
})

test.each([
  { vendor: 'Anthropic', type: 'overloaded_error', reason: 'overload' },
  { vendor: 'Anthropic', type: 'rate_limit_error', reason: 'rate-limit' },
  { vendor: 'OpenAI', type: 'server_error', reason: 'overload' },
  { vendor: 'OpenAI', type: 'rate_limit_exceeded', reason: 'rate-limit' },
])('$vendor: an error inside the stream ($type) can be tried again', async ({ vendor, type, reason }) => {
  await using fake = await startFakeLlm()
  fake.reply({ errorInStream: type })
  const model = vendor === 'OpenAI' ? openaiAt(fake.url) : anthropicAt(fake.url)
  const reply = await model.generate(request, call)
  expect(reply).toMatchObject({
    finishReason: 'broken',
    error: { code: 'model_unavailable', retryable: true, reason },
  })
})

test.each([
  { status: 429, retryAfterSeconds: 7, reason: 'rate-limit', retryAfterMs: 7000 },
  { status: 529, reason: 'overload', retryAfterMs: null },
  { status: 503, reason: 'overload', retryAfterMs: null },
])('$status says why, and when to come again', async ({ reason, retryAfterMs, ...act }) => {
  await using fake = await startFakeLlm()
  fake.reply(act)
  for (const model of [anthropicAt(fake.url), openaiAt(fake.url)])
    expect(await errorOf(model.generate(request, call))).toMatchObject({ reason, retryAfterMs })
})

test('the limits that the vendors name in their headers are heard, of refusals too', async () => {
  await using fake = await startFakeLlm({ limits: { requests: 100, input: 5000, output: 3000 } })
  const heard: ReportedLimits[] = []
  const listening = { ...call, onLimits: (limits: ReportedLimits) => heard.push(limits) }
  await anthropicAt(fake.url).generate(request, listening)
  fake.reply({ status: 529 })
  await errorOf(anthropicAt(fake.url).generate(request, listening))
  fake.reply({})
  await openaiAt(fake.url).generate(request, listening)
  const [first, refused, joint] = heard
  expect(first).toMatchObject({
    requests: { perMinute: 100 },
    input: { perMinute: 5000, left: 5000 },
    output: { perMinute: 3000 },
  })
  expect(refused).toMatchObject({ requests: { perMinute: 100 } })
  expect(joint).toMatchObject({ requests: { perMinute: 100 }, input: { perMinute: 5000 }, output: null })
})

test('what a model can do is asked of Anthropic once', async () => {
  await using fake = await startFakeLlm()
  const model = anthropicAt(fake.url)
  expect(await model.capabilities()).toMatchObject({
    maxInputTokens: 1_000_000,
    readsPdf: true,
    limits: 'anthropic',
  })
  await model.capabilities()
  expect(fake.otherRequests.map(({ path }) => path)).toEqual(['/v1/models/claude-sonnet-5-5'])
})

test('tokens are counted by the vendors; a local server counts none', async () => {
  await using fake = await startFakeLlm()
  expect(await anthropicAt(fake.url).countTokens(request, call.signal)).toBeGreaterThan(10)
  expect(await openaiAt(fake.url).countTokens(request, call.signal)).toBeGreaterThan(10)
  const local = createOpenAIModel({ apiKey: key, baseUrl: `${fake.url}/v1`, model: 'llama' })
  expect(await local.countTokens(request, call.signal)).toBeNull()
})

test('OpenAI: every question about a document carries its key, and the newer models its breakpoint', async () => {
  await using fake = await startFakeLlm()
  await openaiAt(fake.url).generate(request, call)
  await openaiAt(fake.url).generate({ ...request, prompt: 'Which court?' }, call)
  const [first, second] = fake.requests.map(({ body }) => body)
  expect(first?.['prompt_cache_key']).toBe(second?.['prompt_cache_key'])
  const [message] = (first?.['input'] ?? []) as { content: Record<string, unknown>[] }[]
  expect(message?.content[0]).toMatchObject({ prompt_cache_breakpoint: { mode: 'explicit' } })
  expect(JSON.stringify(first).replace('Which law?', '')).toBe(
    JSON.stringify(second).replace('Which court?', ''),
  )
})

function anthropicAt(url: string): Model {
  return createAnthropicModel({ apiKey: key, baseUrl: url, model: 'claude-sonnet-5-5' })
}

// Its own address, since any other is taken for a local server.
function openaiAt(url: string): Model {
  return createOpenAIModel({ apiKey: key, baseUrl: null, model: 'gpt-6.1-terra', fetch: rerouteTo(url) })
}

async function errorOf(answering: Promise<ModelReply>): Promise<unknown> {
  return answering.then(
    (reply) => reply.error,
    (error: unknown) => error,
  )
}

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
  const model = openaiAt(fake.url)
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

describe('effort', () => {
  const hard = { ...request, effort: 'high' as const }

  test('goes to Anthropic with the form of the answer, and not where none is asked for', async () => {
    await using fake = await startFakeLlm()
    const model = createAnthropicModel({ apiKey: key, baseUrl: fake.url, model: 'claude-sonnet-5-5' })
    await model.generate(hard, call)
    await model.generate(request, call)
    const sent = fake.requests.map(({ body }) => body['output_config'])
    expect(sent).toEqual([
      { format: expect.anything() as unknown, effort: 'high' },
      { format: expect.anything() as unknown },
    ])
    expect(model.parameters(hard)).toMatchObject({ effort: 'high' })
    expect(model.parameters(request)).not.toHaveProperty('effort')
  })

  test('goes to OpenAI where the model thinks, and to no local server', async () => {
    await using fake = await startFakeLlm()
    const ask = async (model: string, baseUrl: string | null) => {
      // Only the vendor's own address is spoken to by Responses.
      const toFake = async (url: string | URL | Request, init?: RequestInit) =>
        fetch(
          String(url instanceof Request ? url.url : url).replace('https://api.openai.com', fake.url),
          init,
        )
      await createOpenAIModel({ apiKey: key, baseUrl, model, fetch: toFake }).generate(hard, call)
    }
    await ask('gpt-6.1-terra', null)
    await ask('gpt-4.1', null)
    await ask('llama', `${fake.url}/v1`)
    expect(fake.requests.map(({ body }) => body['reasoning'] ?? body['reasoning_effort'] ?? null)).toEqual([
      { effort: 'high' },
      null,
      null,
    ])
  })
})
