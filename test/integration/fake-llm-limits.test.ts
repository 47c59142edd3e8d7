import { RateLimitError } from '@anthropic-ai/sdk'
import { RateLimitError as OpenAIRateLimitError } from 'openai'
import { expect, test } from 'vitest'
import { startFakeLlm } from '../support/fake-llm.ts'
import { faster } from '../support/fake-llm-usage.ts'
import {
  anthropicClient,
  anthropicQuestion,
  chatQuestion,
  contractOf,
  openaiClient,
  openaiQuestion,
} from '../support/vendor-clients.ts'

const quick = faster(50)
const plenty = { requests: 1000, input: 1_000_000, output: 1_000_000 }

test('Anthropic names requests, input, output and all tokens in the headers of every answer', async () => {
  await using fake = await startFakeLlm({
    realism: quick,
    limits: { requests: 50, input: 40_000, output: 8000 },
  })
  const call = anthropicClient(fake.url).messages.create(anthropicQuestion(contractOf(5000), 'Which law?'))
  const { response } = await call.withResponse()
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'anthropic-ratelimit-requests-limit': '50',
    'anthropic-ratelimit-requests-remaining': '49',
    'anthropic-ratelimit-input-tokens-limit': '40000',
    // Rounded to thousands.
    'anthropic-ratelimit-input-tokens-remaining': '35000',
    'anthropic-ratelimit-output-tokens-limit': '8000',
    'anthropic-ratelimit-output-tokens-remaining': '8000',
    'anthropic-ratelimit-tokens-limit': '48000',
    'anthropic-ratelimit-input-tokens-reset': expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    'request-id': 'req_fake',
  })
})

test('OpenAI names requests and tokens, and when they are full again as Go says it', async () => {
  await using fake = await startFakeLlm({
    realism: quick,
    limits: { ...plenty, requests: 50, input: 40_000 },
  })
  const call = openaiClient(fake.url).responses.create(openaiQuestion(contractOf(5000), 'Which law?'))
  const { response } = await call.withResponse()
  const headers = Object.fromEntries(response.headers)
  expect(headers).toMatchObject({
    'x-ratelimit-limit-requests': '50',
    'x-ratelimit-remaining-requests': '49',
    'x-ratelimit-reset-requests': expect.stringMatching(/^(?:\d+ms|1(?:\.\d+)?s)$/),
    'x-ratelimit-limit-tokens': '40000',
    'x-ratelimit-reset-tokens': expect.stringMatching(/^\d+(?:\.\d+)?s$/),
    'x-request-id': 'req_fake',
  })
  // The prompt and the most that may be answered, at once.
  const left = Number(headers['x-ratelimit-remaining-tokens'])
  expect(left).toBeGreaterThan(34_300)
  expect(left).toBeLessThan(34_700)
})

test('nobody names limits who has none, and a local server never does', async () => {
  await using unlimited = await startFakeLlm()
  const free = await anthropicClient(unlimited.url)
    .messages.create(anthropicQuestion('A contract.', 'Which law?'))
    .withResponse()
  await using limited = await startFakeLlm({ limits: { ...plenty, requests: 1 } })
  const { chat } = openaiClient(limited.url)
  const local = await chat.completions.create(chatQuestion('Which law?')).withResponse()
  await chat.completions.create(chatQuestion('Which court?'))
  for (const { response } of [free, local])
    expect([...response.headers.keys()].filter((name) => name.includes('ratelimit'))).toEqual([])
})

test('too many requests are refused with the time to wait, and taken after it', async () => {
  await using fake = await startFakeLlm({ limits: { ...plenty, requests: 2, minuteMs: 2000 } })
  const client = anthropicClient(fake.url)
  const ask = async () => client.messages.create(anthropicQuestion('A contract.', 'Which law?'))
  await ask()
  await ask()
  const error: unknown = await ask().catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(RateLimitError)
  const { type, headers, requestID } = error as RateLimitError
  expect({ type, requestID }).toEqual({ type: 'rate_limit_error', requestID: 'req_error' })
  expect(headers.get('retry-after')).toBe('1')
  expect(headers.get('anthropic-ratelimit-requests-remaining')).toBe('0')
  expect(fake.refused()).toBe(1)
  expect(fake.totals).toMatchObject({ byStatus: { 200: 2 }, refused: { requests: 1 } })
  // The SDK's own retry waits for as long as it is told.
  const patient = client.withOptions({ maxRetries: 1 })
  await patient.messages.create(anthropicQuestion('A contract.', 'Which law?'))
})

test('each model has its own limits', async () => {
  await using fake = await startFakeLlm({ limits: { ...plenty, requests: 1 } })
  const { messages } = anthropicClient(fake.url)
  const asked = anthropicQuestion('A contract.', 'Which law?')
  await messages.create(asked)
  await messages.create({ ...asked, model: 'claude-haiku-5-5' })
  await expect(messages.create(asked)).rejects.toBeInstanceOf(RateLimitError)
})

test('Anthropic does not count what is read from its cache; OpenAI does, and the most that may come', async () => {
  await using fake = await startFakeLlm({ realism: quick, limits: { ...plenty, input: 6000 } })
  const document = contractOf(2500)
  const { messages } = anthropicClient(fake.url)
  for (let index = 0; index < 5; index++) await messages.create(anthropicQuestion(document, 'Which law?'))
  await messages.create(anthropicQuestion(contractOf(3000), 'Which law?'))
  await expect(messages.create(anthropicQuestion(contractOf(2900), 'Which law?'))).rejects.toThrow('429')
  const { responses } = openaiClient(fake.url)
  await responses.create({ ...openaiQuestion(document, 'Which law?'), max_output_tokens: 3000 })
  const error: unknown = await responses
    .create({ ...openaiQuestion(document, 'Which law?'), max_output_tokens: 3000 })
    .catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(OpenAIRateLimitError)
  const { code, headers } = error as OpenAIRateLimitError
  expect(code).toBe('rate_limit_exceeded')
  // 5,500 of 6,000 are gone and 5,500 are asked for: some 50 seconds.
  const seconds = Number(headers.get('retry-after'))
  expect(seconds).toBeGreaterThan(40)
  expect(seconds).toBeLessThan(60)
  expect(Math.ceil(Number(headers.get('retry-after-ms')) / 1000)).toBe(seconds)
  expect(fake.totals.refused).toEqual({ requests: 0, input: 2, output: 0 })
})

test('Anthropic counts output as it comes: who begins with some left is answered, the next is refused', async () => {
  await using fake = await startFakeLlm({ realism: quick, limits: { ...plenty, output: 600 } })
  const { messages } = anthropicClient(fake.url)
  const ask = async () => messages.stream(anthropicQuestion('A contract.', 'Which law?')).finalMessage()
  await ask()
  await ask()
  await expect(ask()).rejects.toBeInstanceOf(RateLimitError)
  expect(fake.totals).toMatchObject({ output: 860, refused: { output: 1 } })
})
