import { describe, expect, test } from 'vitest'
import { Answer } from '../../src/llm/answer.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import { emptyAnswer } from '../support/fake-llm-script.ts'
import { faster } from '../support/fake-llm-usage.ts'
import {
  anthropicClient,
  anthropicQuestion,
  chatQuestion,
  contractOf,
  openaiClient,
  openaiQuestion,
} from '../support/vendor-clients.ts'

// What the other tests and the benchmarks stand on: the fake, spoken to by the vendors' own clients.

const text = JSON.stringify(emptyAnswer)
const quick = faster(50)

describe('what is streamed and what is not says the same', () => {
  test('Anthropic Messages', async () => {
    await using fake = await startFakeLlm()
    const client = anthropicClient(fake.url)
    const stream = client.messages.stream(anthropicQuestion('A contract.', 'Which law?'))
    const said: string[] = []
    const kinds: string[] = []
    stream.on('text', (delta) => said.push(delta)).on('streamEvent', ({ type }) => kinds.push(type))
    const streamed = await stream.finalMessage()
    expect(said.length).toBeGreaterThan(1)
    expect(said.join('')).toBe(text)
    expect(kinds[0]).toBe('message_start')
    expect(stream.request_id).toBe('req_fake')
    const { _request_id, ...whole } = await client.messages.create(anthropicQuestion('A contract.', 'Which?'))
    expect({ ...streamed }).toMatchObject({ ...whole, content: [{ type: 'text', text }] })
    expect(streamed).toMatchObject({
      stop_reason: 'end_turn',
      usage: { input_tokens: 100, output_tokens: 20 },
    })
  })

  test('OpenAI Responses', async () => {
    await using fake = await startFakeLlm()
    const client = openaiClient(fake.url)
    const asked = openaiQuestion('A contract.', 'Which law?')
    const events = await all(await client.responses.create({ ...asked, stream: true }))
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index))
    expect([...new Set(events.map(({ type }) => type))]).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
    const last = events.at(-1)
    const { _request_id, output_text, ...whole } = await client.responses.create(asked)
    expect(last).toMatchObject({ response: whole })
    expect(output_text).toBe(text)
    expect(whole).toMatchObject({ store: false, status: 'completed', usage: { total_tokens: 170 } })
    expect((await client.responses.stream(asked).finalResponse()).output_text).toBe(text)
  })

  test('chat.completions of a local server', async () => {
    await using fake = await startFakeLlm()
    const client = openaiClient(fake.url)
    const whole = await client.chat.completions.create(chatQuestion('Which law?'))
    const asked = { ...chatQuestion('Which law?'), stream: true as const }
    const bare = await all(await client.chat.completions.create(asked))
    const stream_options = { include_usage: true }
    const chunks = await all(await client.chat.completions.create({ ...asked, stream_options }))
    expect(whole.choices[0]?.message.content).toBe(text)
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe(text)
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage })
    expect(bare.every(({ usage }) => usage === undefined)).toBe(true)
  })
})

describe('the cache', () => {
  const document = contractOf(2000)

  test('has nothing for two that come at once, and all for one that comes when the first answer begins', async () => {
    await using fake = await startFakeLlm({ realism: faster(4) })
    const client = anthropicClient(fake.url)
    const first = client.messages.stream(anthropicQuestion(document, 'Which law?'))
    const second = client.messages.stream(anthropicQuestion(document, 'Which court?'))
    await new Promise((resolve) => first.once('streamEvent', resolve))
    const third = client.messages.stream(anthropicQuestion(document, 'Which term?'))
    const [one, two, three] = await Promise.all([first, second, third].map(async (s) => s.finalMessage()))
    const written = one?.usage.cache_creation_input_tokens ?? 0
    expect(written).toBeGreaterThan(2000)
    expect(two?.usage).toMatchObject({ cache_creation_input_tokens: written, cache_read_input_tokens: 0 })
    expect(three?.usage).toMatchObject({ cache_creation_input_tokens: 0, cache_read_input_tokens: written })
    // Anthropic's input is without both.
    expect(one?.usage.input_tokens).toBeLessThan(50)
  })

  test('counts into the input of OpenAI, and not into that of Anthropic', async () => {
    await using fake = await startFakeLlm({ realism: quick })
    const client = openaiClient(fake.url)
    const first = await client.responses.create(openaiQuestion(document, 'Which law?'))
    const second = await client.responses.create(openaiQuestion(document, 'Which law?'))
    const written = first.usage?.input_tokens_details.cache_write_tokens ?? 0
    expect(written).toBeGreaterThan(2000)
    expect(second.usage?.input_tokens_details).toMatchObject({
      cached_tokens: written,
      cache_write_tokens: 0,
    })
    expect(first.usage?.input_tokens).toBe(second.usage?.input_tokens)
    expect(first.usage?.input_tokens).toBeGreaterThan(written)
  })

  test.each([
    ['model', { model: 'claude-haiku-5-5' }],
    ['system text', { system: 'You review patents.' }],
    ['form of the answer', { output_config: { format: { type: 'json_schema' as const, schema: {} } } }],
    ['tools', { tools: [{ name: 'look', input_schema: { type: 'object' as const } }] }],
  ])('has nothing where the %s is another', async (_, change) => {
    await using fake = await startFakeLlm({ realism: quick })
    const client = anthropicClient(fake.url)
    await client.messages.create(anthropicQuestion(document, 'Which law?'))
    const { usage } = await client.messages.create({
      ...anthropicQuestion(document, 'Which law?'),
      ...change,
    })
    expect(usage.cache_read_input_tokens).toBe(0)
  })

  test('has nothing of what is short, and forgets what nobody used in time', async () => {
    await using fake = await startFakeLlm({ realism: quick })
    const { messages } = anthropicClient(fake.url)
    const short = anthropicQuestion(contractOf(400), 'Which law?')
    await messages.create(short)
    const nothing = { cache_creation_input_tokens: 0, cache_read_input_tokens: 0 }
    expect((await messages.create(short)).usage).toMatchObject(nothing)
    await using forgetful = await startFakeLlm({ realism: { ...quick, cacheTtlMs: 1 } })
    const client = anthropicClient(forgetful.url)
    await client.messages.create(anthropicQuestion(document, 'Which law?'))
    const { usage } = await client.messages.create(anthropicQuestion(document, 'Which law?'))
    expect(usage.cache_read_input_tokens).toBe(0)
    expect(usage.cache_creation_input_tokens).toBeGreaterThan(2000)
  })

  test('is filled without an answer by a call that asks for none', async () => {
    await using fake = await startFakeLlm({ realism: quick })
    const anthropic = anthropicClient(fake.url)
    const warmed = await anthropic.messages.create({ ...anthropicQuestion(document, ''), max_tokens: 0 })
    expect(warmed).toMatchObject({ content: [], stop_reason: 'max_tokens', usage: { output_tokens: 0 } })
    const read = await anthropic.messages.create(anthropicQuestion(document, 'Which law?'))
    expect(read.usage.cache_read_input_tokens).toBe(warmed.usage.cache_creation_input_tokens)
    const asked = openaiQuestion(document, 'Which law?')
    const prewarm = { mode: 'explicit' as const, prewarm: true }
    const empty = await openaiClient(fake.url).responses.create({ ...asked, prompt_cache_options: prewarm })
    expect(empty).toMatchObject({ status: 'completed', output: [], usage: { output_tokens: 0 } })
    const next = await openaiClient(fake.url).responses.create(asked)
    expect(next.usage?.input_tokens_details.cached_tokens).toBeGreaterThan(2000)
  })

  test('makes the first word come sooner', async () => {
    await using fake = await startFakeLlm({ realism: { ...quick, prefillPerSecond: 20_000 } })
    const client = anthropicClient(fake.url)
    const msToBegin = async () => {
      const startedAt = performance.now()
      const stream = client.messages.stream(anthropicQuestion(contractOf(10_000), 'Which law?'))
      await new Promise((resolve) => stream.once('streamEvent', resolve))
      const ms = performance.now() - startedAt
      await stream.finalMessage()
      return ms
    }
    expect(await msToBegin()).toBeGreaterThan(450)
    expect(await msToBegin()).toBeLessThan(300)
  })
})

describe('an answer that no script gives', () => {
  test('fits the schema and is as long as it is told', async () => {
    await using fake = await startFakeLlm({ realism: { ...quick, outputTokens: 300 } })
    const message = await anthropicClient(fake.url)
      .messages.stream(anthropicQuestion('A contract.', 'Which law?'))
      .finalMessage()
    const [block] = message.content
    expect(Answer.safeParse(JSON.parse(block?.type === 'text' ? block.text : '')).success).toBe(true)
    expect(message.usage.output_tokens).toBe(300)
  })

  test('is cut at the most that is allowed', async () => {
    await using fake = await startFakeLlm({ realism: { ...quick, outputTokens: 600 } })
    const message = await anthropicClient(fake.url).messages.create(
      anthropicQuestion('A contract.', 'Which?'),
    )
    expect(message).toMatchObject({ stop_reason: 'max_tokens', usage: { output_tokens: 500 } })
    const response = await openaiClient(fake.url).responses.create(openaiQuestion('A contract.', 'Which?'))
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
    })
  })
})

describe('what costs nothing', () => {
  test('models and what they can do', async () => {
    await using fake = await startFakeLlm()
    const known = await anthropicClient(fake.url).models.retrieve('claude-sonnet-5-5')
    expect(known).toMatchObject({
      id: 'claude-sonnet-5-5',
      lifecycle: 'active',
      max_input_tokens: 1_000_000,
      max_tokens: 128_000,
      capabilities: { pdf_input: { supported: true }, structured_outputs: { supported: true } },
    })
    const listed = await all(anthropicClient(fake.url).models.list())
    expect(listed.map(({ id }) => id)).toContain('claude-sonnet-5-5')
    expect((await openaiClient(fake.url).models.retrieve('gpt-6.1-terra')).object).toBe('model')
    expect((await all(openaiClient(fake.url).models.list())).length).toBeGreaterThan(1)
    expect(fake.otherRequests).toHaveLength(4)
    expect(fake.requests).toHaveLength(0)
  })

  test('a count of tokens, which is what the call is billed for', async () => {
    await using fake = await startFakeLlm({ realism: quick })
    const { max_tokens: _, ...asked } = anthropicQuestion(contractOf(1000), 'Which law?')
    const counted = await anthropicClient(fake.url).messages.countTokens(asked)
    const { usage } = await anthropicClient(fake.url).messages.create({ ...asked, max_tokens: 500 })
    expect(counted.input_tokens).toBe(usage.input_tokens + (usage.cache_creation_input_tokens ?? 0))
    const { model, instructions, input } = openaiQuestion(contractOf(1000), 'Which law?')
    const count = await openaiClient(fake.url).responses.inputTokens.count({
      model,
      instructions,
      input,
    } as never)
    const response = await openaiClient(fake.url).responses.create(
      openaiQuestion(contractOf(1000), 'Which law?'),
    )
    expect(count.input_tokens).toBe(response.usage?.input_tokens)
  })

  test('files and pictures count by their size', async () => {
    await using fake = await startFakeLlm()
    const data = Buffer.alloc(30_000).toString('base64')
    const count = async (content: object[]) =>
      (
        await anthropicClient(fake.url).messages.countTokens({
          model: 'claude-sonnet-5-5',
          messages: [{ role: 'user', content: content as never }],
        })
      ).input_tokens
    const pdf = { type: 'base64', media_type: 'application/pdf', data }
    const png = { type: 'base64', media_type: 'image/png', data: 'iVBORw0KGgo=' }
    const ofPdf = await count([{ type: 'document', source: pdf }])
    expect(ofPdf).toBeGreaterThan(15_000)
    expect(ofPdf).toBeLessThan(15_100)
    expect(await count([{ type: 'image', source: png }])).toBeLessThan(1600)
    const file = { type: 'input_file', filename: 'a.pdf', file_data: `data:application/pdf;base64,${data}` }
    const counted = await openaiClient(fake.url).responses.inputTokens.count({
      model: 'gpt-6.1-terra',
      input: [{ role: 'user', content: [file as never] }],
    })
    expect(counted.input_tokens).toBeGreaterThan(15_000)
    expect(counted.input_tokens).toBeLessThan(15_100)
  })
})

async function all<T>(of: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of of) items.push(item)
  return items
}
