import Anthropic, { AnthropicError, APIConnectionError, APIError, OverloadedError } from '@anthropic-ai/sdk'
import OpenAI, { APIConnectionError as OpenAIConnectionError, APIError as OpenAIAPIError } from 'openai'
import { describe, expect, test } from 'vitest'
import { Answer } from '../../src/llm/answer.ts'
import { startFakeLlm, type FakeLlm } from '../support/fake-llm.ts'
import { useless, type Script } from '../support/fake-llm-script.ts'
import {
  anthropicClient,
  anthropicQuestion,
  chatQuestion,
  openaiClient,
  openaiQuestion,
} from '../support/vendor-clients.ts'

// What the vendors' clients make of each failure: the adapters are written for this.

interface Outcome {
  text: string
  events: number
  error: unknown
}

async function askAnthropic(fake: FakeLlm): Promise<Outcome> {
  const stream = anthropicClient(fake.url).messages.stream(anthropicQuestion('A contract.', 'Which law?'))
  const outcome: Outcome = { text: '', events: 0, error: undefined }
  stream.on('text', (text) => (outcome.text += text)).on('streamEvent', () => outcome.events++)
  outcome.error = await errorOf(stream.finalMessage())
  return outcome
}

async function askOpenAI(fake: FakeLlm): Promise<Outcome> {
  const outcome: Outcome = { text: '', events: 0, error: undefined }
  const read = async () => {
    const asked = { ...openaiQuestion('A contract.', 'Which law?'), stream: true as const }
    for await (const event of await openaiClient(fake.url).responses.create(asked)) {
      outcome.events++
      if (event.type === 'response.output_text.delta') outcome.text += event.delta
      if (event.type === 'response.failed') outcome.error = event.response.error
    }
  }
  outcome.error = (await errorOf(read())) ?? outcome.error
  return outcome
}

async function askLocal(fake: FakeLlm): Promise<Outcome> {
  const outcome: Outcome = { text: '', events: 0, error: undefined }
  const read = async () => {
    const asked = { ...chatQuestion('Which law?'), stream: true as const }
    for await (const chunk of await openaiClient(fake.url).chat.completions.create(asked)) {
      outcome.events++
      outcome.text += chunk.choices[0]?.delta.content ?? ''
    }
  }
  outcome.error = await errorOf(read())
  return outcome
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

async function scripted(script: Script): Promise<FakeLlm> {
  const fake = await startFakeLlm()
  fake.reply(script)
  return fake
}

test.each([
  [400, Anthropic.BadRequestError, 'invalid_request_error'],
  [401, Anthropic.AuthenticationError, 'authentication_error'],
  [403, Anthropic.PermissionDeniedError, 'permission_error'],
  [404, Anthropic.NotFoundError, 'not_found_error'],
  [413, APIError, 'request_too_large'],
  [429, Anthropic.RateLimitError, 'rate_limit_error'],
  [500, Anthropic.InternalServerError, 'api_error'],
  [503, Anthropic.InternalServerError, 'api_error'],
  [529, OverloadedError, 'overloaded_error'],
])('Anthropic %i', async (status, kind, type) => {
  await using fake = await scripted({ status, retryAfterSeconds: 7 })
  const { error } = await askAnthropic(fake)
  expect(error).toBeInstanceOf(kind)
  expect(error).toMatchObject({ status, type, requestID: 'req_error' })
  expect((error as APIError).headers?.get('retry-after')).toBe('7')
})

test.each([
  [400, OpenAI.BadRequestError, null],
  [401, OpenAI.AuthenticationError, 'invalid_api_key'],
  [403, OpenAI.PermissionDeniedError, 'unsupported_country_region_territory'],
  [404, OpenAI.NotFoundError, 'model_not_found'],
  [413, OpenAIAPIError, 'context_length_exceeded'],
  [429, OpenAI.RateLimitError, 'rate_limit_exceeded'],
  [500, OpenAI.InternalServerError, 'server_error'],
  [503, OpenAI.InternalServerError, 'server_error'],
])('OpenAI %i', async (status, kind, code) => {
  await using fake = await scripted({ status, retryAfterSeconds: 7 })
  const { error } = await askOpenAI(fake)
  expect(error).toBeInstanceOf(kind)
  expect(error).toMatchObject({ status, code, requestID: 'req_error' })
  expect((error as OpenAIAPIError).headers?.get('retry-after-ms')).toBe('7000')
})

describe.each([
  { when: 'before the words', script: { isBeforeWords: true as const }, isSilent: true },
  { when: 'among the words', script: {}, isSilent: false },
])('an error inside the stream, $when,', ({ script, isSilent }) => {
  test('has a type and no status with Anthropic', async () => {
    await using fake = await scripted({ errorInStream: 'overloaded_error', ...script })
    const { error, text, events } = await askAnthropic(fake)
    expect(error).toBeInstanceOf(APIError)
    expect(error).toMatchObject({ status: undefined, type: 'overloaded_error' })
    expect(text === '').toBe(isSilent)
    expect(events).toBeGreaterThan(0)
  })

  test.each([
    ['OpenAI', askOpenAI],
    ['a local server', askLocal],
  ])('has a code and no status with %s', async (_, ask) => {
    await using fake = await scripted({ errorInStream: 'server_error', ...script })
    const { error, text } = await ask(fake)
    expect(error).toBeInstanceOf(OpenAIAPIError)
    expect(error).toMatchObject({ status: undefined, code: 'server_error' })
    expect(text === '').toBe(isSilent)
  })

  test('can be a response of OpenAI that failed, which its client does not throw', async () => {
    await using fake = await scripted({
      errorInStream: 'rate_limit_exceeded',
      isFailedResponse: true,
      ...script,
    })
    const { error, text } = await askOpenAI(fake)
    expect(error).toEqual({ code: 'rate_limit_exceeded', message: 'scripted' })
    expect(text === '').toBe(isSilent)
  })
})

describe('a connection that is cut', () => {
  test('before the answer is a connection error', async () => {
    await using fake = await scripted({ cut: 'at once' })
    expect((await askAnthropic(fake)).error).toBeInstanceOf(APIConnectionError)
    expect((await askOpenAI(fake)).error).toBeInstanceOf(OpenAIConnectionError)
    expect((await askLocal(fake)).error).toBeInstanceOf(OpenAIConnectionError)
    expect(fake.totals.byStatus).toEqual({ 0: 3 })
  })

  test.each([
    { cut: true as const, isSilent: true },
    { cut: 'in the middle' as const, isSilent: false },
  ])('later ($cut) is none, and what was said is there', async ({ cut, isSilent }) => {
    await using fake = await scripted({ cut })
    for (const { error, text, events } of [
      await askAnthropic(fake),
      await askOpenAI(fake),
      await askLocal(fake),
    ]) {
      expect(error).toBeInstanceOf(Error)
      expect(error).not.toBeInstanceOf(APIConnectionError)
      expect(error).not.toBeInstanceOf(OpenAIConnectionError)
      expect(text === '').toBe(isSilent)
      expect(events).toBeGreaterThan(0)
    }
    const { error } = await askAnthropic(fake)
    expect(error).toBeInstanceOf(AnthropicError)
    expect(error).not.toBeInstanceOf(APIError)
    expect(fake.finished()).toBe(0)
  })
})

test('a hanging answer ends with the caller', async () => {
  await using fake = await scripted({ hangs: true })
  const asked = anthropicQuestion('A contract.', 'Which law?')
  const call = anthropicClient(fake.url).messages.create(asked, { timeout: 200 })
  await expect(call).rejects.toBeInstanceOf(Anthropic.APIConnectionTimeoutError)
  await expect.poll(() => fake.open()).toBe(0)
})

test('a slow first word comes late, and the rest at once', async () => {
  await using fake = await scripted({ firstTokenMs: 400 })
  const startedAt = performance.now()
  const { error, text } = await askAnthropic(fake)
  expect(performance.now() - startedAt).toBeGreaterThan(390)
  expect({ error, isSaid: text !== '' }).toEqual({ error: undefined, isSaid: true })
})

test('answers can be no use: no JSON, or another shape', async () => {
  expect(() => JSON.parse(useless.invalidJson)).toThrow(SyntaxError)
  expect(Answer.safeParse(JSON.parse(useless.wrongShape)).success).toBe(false)
  await using fake = await scripted({ answer: useless.wrongShape })
  expect((await askAnthropic(fake)).text).toBe(useless.wrongShape)
})

test('truncated and refused answers say so', async () => {
  await using fake = await scripted({ finish: 'refused' })
  const anthropic = anthropicClient(fake.url)
  const openai = openaiClient(fake.url)
  const asked = anthropicQuestion('A contract.', 'Which law?')
  expect(await anthropic.messages.create(asked)).toMatchObject({
    stop_reason: 'refusal',
    stop_details: { type: 'refusal' },
  })
  const refused = await openai.responses.create(openaiQuestion('A contract.', 'Which law?'))
  expect(refused.output[0]).toMatchObject({ content: [{ type: 'refusal' }] })
  fake.reply({ finish: 'truncated' })
  expect(await anthropic.messages.create(asked)).toMatchObject({ stop_reason: 'max_tokens' })
  expect(await openai.responses.create(openaiQuestion('A contract.', 'Which law?'))).toMatchObject({
    status: 'incomplete',
  })
  expect(await openai.chat.completions.create(chatQuestion('Which law?'))).toMatchObject({
    choices: [{ finish_reason: 'length' }],
  })
})

test('an error can repeat the key and a file', async () => {
  await using fake = await scripted({ status: 400, echoesRequest: true })
  for (const { error } of [await askAnthropic(fake), await askOpenAI(fake)]) {
    expect(String(error)).toContain('sk-secret-key')
    expect(String(error)).toMatch(/data:application\/pdf;base64,[\w+/]{100}/)
  }
})

test.each([
  ['sampling parameters', { temperature: 0.5 }],
  ['a stream without output', { max_tokens: 0, stream: true }],
  ['no limit of output', { max_tokens: undefined }],
])('Anthropic refuses %s', async (_, change) => {
  await using fake = await startFakeLlm()
  const asked = { ...anthropicQuestion('A contract.', 'Which law?'), ...change }
  await expect(anthropicClient(fake.url).messages.create(asked as never)).rejects.toBeInstanceOf(
    Anthropic.BadRequestError,
  )
})
