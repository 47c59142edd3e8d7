import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { fewAtOnce } from '../../src/api/few-at-once.ts'

test('so many requests run at a time, the others in their order, also after one that failed', async () => {
  const running = new Set<string>()
  const order: string[] = []
  let most = 0
  const app = new Hono()
  app.use(fewAtOnce(2))
  app.onError((_error, c) => c.text('failed', 500))
  app.post('/:name', async (c) => {
    const name = c.req.param('name')
    order.push(name)
    most = Math.max(most, running.add(name).size)
    await c.req.text()
    running.delete(name)
    if (name === 'b') throw new Error('no')
    return c.text(name)
  })
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const answers = await Promise.all(
    names.map(async (name) => app.request(`/${name}`, { method: 'POST', body: name })),
  )
  expect(answers.map(({ status }) => status)).toEqual([200, 500, 200, 200, 200, 200])
  expect({ most, order }).toEqual({ most: 2, order: names })
})
