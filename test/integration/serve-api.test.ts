import { expect, test } from 'vitest'
import { serveApi } from '../../src/api/serve-api.ts'

test('what is not for the API is not found on its own port', async () => {
  await using server = await serveApi(() => false, 0)
  expect((await fetch(server.url)).status).toBe(404)
})

test('a port that is taken is named, with what to do', async () => {
  await using server = await serveApi(() => false, 0)
  const port = Number(new URL(server.url).port)
  await expect(serveApi(() => false, port)).rejects.toMatchObject({
    code: 'config_invalid',
    userMessage: expect.stringContaining(`The API cannot listen on port ${port} (PORT)`),
  })
})
