import { describe, expect, test } from 'vitest'
import type { ReceivedRequest } from '../support/fake-llm.ts'
import { openTestEngine, parts, type TestEngine } from '../support/test-engine.ts'

type Message = { role: string; content: unknown }

function messagesOf(request: ReceivedRequest | undefined): Message[] {
  return (request?.body['messages'] ?? []) as Message[]
}

async function attemptsOf(app: TestEngine, taskId: string) {
  return app.engine.db
    .selectFrom('prompt_log')
    .selectAll()
    .where('task_id', '=', taskId)
    .orderBy('attempt')
    .execute()
}

describe('an answer that is no use is asked for once more', () => {
  test('and the second one is taken; both are in the log with what they took', async () => {
    await using app = await openTestEngine(parts('law'))
    app.llm.reply((request) => (messagesOf(request).length === 1 ? { answer: '{"answer": "no end' } : {}))
    await app.work()
    const id = await app.start()
    expect((await app.ended(id)).state).toBe('done')
    const attempts = await attemptsOf(app, id)
    expect(attempts).toMatchObject([
      {
        purpose: 'answer',
        state: 'failed',
        error_code: 'model_answer_invalid',
        answer: '{"answer": "no end',
        parsed: null,
        output_tokens: 20,
      },
      { purpose: 'repair', state: 'done', error_code: null, output_tokens: 20 },
    ])
    expect(attempts[1]?.parsed).toMatchObject({ findings: [] })
    expect(attempts[1]?.parts.map(({ role }) => role)).toEqual([
      'system',
      'document',
      'prompt',
      'answer',
      'repair',
    ])
    const [, said, told] = messagesOf(app.llm.requests[1])
    expect(said).toEqual({ role: 'assistant', content: '{"answer": "no end' })
    expect(told?.content).toContain('could not be read')
    // The beginning is the same, so that it is read from the provider's cache.
    expect(messagesOf(app.llm.requests[1])[0]).toEqual(messagesOf(app.llm.requests[0])[0])
  })

  test.each([
    { finish: 'truncated' as const, told: 'too long', message: 'cut off, twice' },
    { finish: 'refused' as const, told: 'You declined', message: 'declined to answer this question, twice' },
  ])('$finish twice, the part fails with the reason', async ({ finish, told, message }) => {
    await using app = await openTestEngine(parts('law'))
    app.llm.reply({ finish })
    await app.work()
    const id = await app.start()
    const view = await app.ended(id)
    expect(view.state).toBe('failed')
    expect(view.error?.message ?? view.subtasks[0]?.error).toContain(message)
    expect(app.llm.requests).toHaveLength(2)
    expect(String(messagesOf(app.llm.requests[1]).at(-1)?.content)).toContain(told)
    expect((await attemptsOf(app, id)).map(({ output_tokens }) => output_tokens)).toEqual([20, 20])
  })
})

describe('a model that is overloaded', () => {
  const second = { PARALEGAL_FALLBACK_MODEL: 'anthropic/claude-haiku-5-5' }

  test('gives way to the second one at once, and the log says who answered', async () => {
    await using app = await openTestEngine(parts('law'), second)
    app.llm.reply(({ body }) => (body['model'] === 'claude-sonnet-5-5' ? { status: 529 } : {}))
    await app.work()
    const id = await app.start()
    const view = await app.ended(id)
    expect(view.state).toBe('done')
    expect(await attemptsOf(app, id)).toMatchObject([
      { model_requested: 'claude-sonnet-5-5', model_answered: null, error_code: 'overload' },
      { model_requested: 'claude-haiku-5-5', model_answered: 'claude-haiku-5-5', state: 'done' },
    ])
    expect(view.receipt.alsoAnswered).toEqual(['anthropic/claude-haiku-5-5'])
  })

  test('is not asked again by the next parts while it is paused', async () => {
    await using app = await openTestEngine(parts('law', 'term', 'fees'), { ...second, PARALEGAL_CALLS: '1' })
    app.llm.reply(({ body }) => (body['model'] === 'claude-sonnet-5-5' ? { status: 529 } : {}))
    await app.work()
    const id = await app.start()
    expect((await app.ended(id)).state).toBe('done')
    const asked = app.llm.requests.map(({ body }) => body['model'])
    expect(asked.filter((model) => model === 'claude-sonnet-5-5')).toHaveLength(1)
  })

  test('is waited for where there is no second one', async () => {
    await using app = await openTestEngine(parts('law'))
    let calls = 0
    app.llm.reply(() => (++calls === 1 ? { status: 529 } : {}))
    await app.work()
    const id = await app.start()
    expect((await app.ended(id)).state).toBe('done')
    expect((await attemptsOf(app, id)).map(({ error_code }) => error_code)).toEqual(['overload', null])
  })
})

test('an analysis can name its own model', async () => {
  await using app = await openTestEngine(`${parts('law')}model: anthropic/claude-opus-5-5\n`)
  await app.work()
  const view = await app.ended(await app.start())
  expect(view.receipt.model).toBe('anthropic/claude-opus-5-5')
  expect(app.llm.requests[0]?.body['model']).toBe('claude-opus-5-5')
})

test('an answer that breaks off has been paid for: its tokens and its words are in the log', async () => {
  await using app = await openTestEngine(parts('law'))
  let calls = 0
  app.llm.reply(() => (++calls === 1 ? { cut: 'in the middle' } : {}))
  await app.work()
  const id = await app.start()
  expect((await app.ended(id)).state).toBe('done')
  const [broken, good] = await attemptsOf(app, id)
  expect(broken).toMatchObject({ finish_reason: 'broken', error_code: 'unreachable', input_tokens: 100 })
  expect(broken?.answer).not.toBe('')
  expect(good).toMatchObject({ finish_reason: 'complete', state: 'done' })
})
