import { expect, test } from 'vitest'
import { collectSpans } from '../support/spans.ts'
import { openTestEngine, parts } from '../support/test-engine.ts'

test('every call has a span with numbers and ids, and no word of its content', async () => {
  using collected = collectSpans()
  await using app = await openTestEngine(parts('law'))
  let calls = 0
  app.llm.reply(() => (++calls === 1 ? { status: 529 } : {}))
  await app.work()
  const id = await app.start()
  await app.ended(id)
  // pg-boss has spans of its own around its jobs.
  const asked = collected.spans.filter(({ name }) => name.startsWith('chat '))
  expect(asked).toMatchObject([
    { name: 'chat claude-sonnet-5-5', hasEnded: true, status: { code: 2 } },
    {
      hasEnded: true,
      status: null,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.request.model': 'claude-sonnet-5-5',
        'gen_ai.response.finish_reasons': ['complete'],
        'gen_ai.usage.input_tokens': 150,
        'gen_ai.usage.output_tokens': 20,
        'gen_ai.usage.cache_creation.input_tokens': 50,
        'paralegal.task.id': id,
      },
    },
  ])
  expect(asked[0]?.attributes).toMatchObject({ 'error.type': 'overload' })
  expect(JSON.stringify(collected.spans)).not.toMatch(/agreement|England|law/i)
})
