import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ApiClient } from '../support/api-client.ts'
import { note, on } from '../support/api-scene.ts'
import { withGivenSlack } from '../support/given-slack.ts'
import { projectFolder } from '../support/program.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')

describe.each(['socket', 'http'] as const)('with a real Slack by %s', (mode) => {
  test('the API listens on PORT, and Slack is heard as before', async () => {
    await withGivenSlack({ mode, env: on }, async ({ ada, baseUrl, program }) => {
      expect(program.output()).toContain(`API       ${baseUrl.replace('127.0.0.1', 'localhost')}/api/tasks`)
      const api = new ApiClient(baseUrl)
      const asked = await api.post(note)
      expect(asked.status).toBe(202)
      expect(await api.ended(asked.body['task'])).toMatchObject({ state: 'done' })
      expect((await new ApiClient(baseUrl, null).post(note)).status).toBe(401)
      expect((await fetch(`${baseUrl}/api/other`)).status).toBe(404)
      const dropped = await ada.drop(contract)
      await ada.press(dropped, 'Contract analysis')
      await ada.sees(dropped, 'offline/offline-extractive')
    })
  })
})

test('without the token the port beside Socket Mode answers for health, and says that the API is off', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ baseUrl, program }) => {
    expect(program.output()).toContain('API       off')
    expect((await new ApiClient(baseUrl).post(note)).body.error?.code).toBe('api_off')
    expect((await fetch(`${baseUrl}/healthz`)).status).toBe(200)
  })
})

test('without the token the port that hears Slack says that the API is off', async () => {
  await withGivenSlack({ mode: 'http' }, async ({ baseUrl }) => {
    expect((await new ApiClient(baseUrl).post(note)).body.error?.code).toBe('api_off')
  })
})
