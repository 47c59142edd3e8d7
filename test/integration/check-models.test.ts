import { describe, expect, test } from 'vitest'
import { checked, checkedOne } from '../support/check-scene.ts'
import { freePort } from '../support/given-slack.ts'
import { startFakeLlm } from '../support/fake-llm.ts'
import { startTinyServer } from '../support/tiny-server.ts'

const key = { ANTHROPIC_API_KEY: 'sk-ant-verysecretkey' }

test('a model that its vendor knows: its window, what it reads, its price', async () => {
  await using llm = await startFakeLlm()
  const outcomes = await checked(llm.env, 'model', 'price')
  expect(outcomes.map(({ name, state }) => `${name}: ${state}`)).toEqual([
    'model anthropic/claude-sonnet-5-5: ok',
    'price anthropic/claude-sonnet-5-5: ok',
  ])
  expect(outcomes[0]?.what).toContain('reads 1,000,000 tokens, PDF, pictures; used by the default')
  // Looking costs nothing.
  expect(llm.requests).toEqual([])
})

test('without any key the offline model is said to be what it is', async () => {
  expect(await checkedOne('model', {})).toMatchObject({
    name: 'model offline/offline-extractive',
    state: 'ok',
    what: expect.stringContaining('extractive') as unknown,
  })
})

test('the fallback is looked up too; without a key for it, it is said so', async () => {
  await using llm = await startFakeLlm()
  const outcomes = await checked({ ...llm.env, PARALEGAL_FALLBACK_MODEL: 'openai/gpt-6.1-terra' }, 'model')
  expect(outcomes[1]).toMatchObject({
    name: 'model openai/gpt-6.1-terra',
    state: 'failed',
    what: 'there is no key for it; used by PARALEGAL_FALLBACK_MODEL',
    fix: expect.stringContaining('OPENAI_API_KEY') as unknown,
  })
})

describe('a vendor that answers otherwise', () => {
  const asked = async (status: number, body: unknown = {}) => {
    await using vendor = await startTinyServer((path) =>
      path.endsWith('/models')
        ? { body: { data: [{ id: 'claude-one' }, { id: 'claude-two' }] } }
        : { status, body },
    )
    const outcome = await checkedOne('model', { ...key, ANTHROPIC_BASE_URL: vendor.url })
    return outcome
  }

  test('refuses the key', async () => {
    const outcome = await asked(401, { error: { message: 'invalid x-api-key: sk-ant-verysecretkey' } })
    expect(outcome).toMatchObject({
      state: 'failed',
      fix: expect.stringContaining('ANTHROPIC_API_KEY') as unknown,
    })
    expect(JSON.stringify(outcome)).not.toContain('verysecretkey')
  })

  test('has no such model: those that there are', async () => {
    expect(await asked(404)).toMatchObject({ state: 'failed', fix: 'There is: claude-one, claude-two.' })
  })

  test('is in trouble itself: a warning', async () => {
    expect(await asked(529)).toMatchObject({
      state: 'warning',
      what: expect.stringContaining('529') as unknown,
    })
  })

  test('has a model that keeps to no form', async () => {
    const outcome = await asked(200, {
      id: 'claude-sonnet-5-5',
      capabilities: { structured_outputs: { supported: false } },
    })
    expect(outcome).toMatchObject({ state: 'failed', fix: 'Name a newer model.' })
  })

  test('is not there', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`
    expect(await checkedOne('model', { ...key, ANTHROPIC_BASE_URL: nowhere })).toMatchObject({
      state: 'failed',
      what: expect.stringContaining('nothing listens there') as unknown,
    })
  })
})

describe('a local server', () => {
  test('has the model, which costs nobody knows what', async () => {
    await using llm = await startFakeLlm()
    const variables = { OPENAI_BASE_URL: `${llm.url}/v1`, PARALEGAL_MODEL: 'openai/llama' }
    const outcomes = await checked(variables, 'model', 'price')
    expect(outcomes.map(({ name, state }) => `${name}: ${state}`)).toEqual([
      'model openai/llama: ok',
      'price openai/llama: warning',
    ])
  })

  test('and a budget refuses what has no price', async () => {
    await using llm = await startFakeLlm()
    const outcome = await checkedOne('price', {
      OPENAI_BASE_URL: `${llm.url}/v1`,
      PARALEGAL_MODEL: 'openai/llama',
      PARALEGAL_BUDGET: 'day=5',
    })
    expect(outcome).toMatchObject({
      state: 'failed',
      fix: 'npx paralegal prices set openai/llama --input … --output …',
    })
  })
})
