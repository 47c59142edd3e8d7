import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'

test('without any variable everything local is chosen', () => {
  expect(readConfig({})).toMatchObject({
    slack: null,
    databaseUrl: null,
    anthropic: null,
    openai: null,
    port: null,
  })
})

test('empty variables count as not set', () => {
  expect(readConfig({ SLACK_BOT_TOKEN: '', DATABASE_URL: ' ', PORT: '' })).toMatchObject({
    slack: null,
    databaseUrl: null,
    port: null,
  })
})

test('a local server needs an address and no key', () => {
  expect(readConfig({ OPENAI_BASE_URL: 'http://localhost:11434/v1' }).openai).toEqual({
    apiKey: 'none',
    baseUrl: 'http://localhost:11434/v1',
  })
})

test.each([
  [{ PARALEGAL_API_TOKEN: 'short' }, 'PARALEGAL_API_TOKEN: must have at least 16 letters'],
  [{ PARALEGAL_API_TOKEN: 'long enough, but no bearer token' }, 'PARALEGAL_API_TOKEN: must have'],
  [{ SLACK_BOT_TOKEN: 'xoxp-1' }, 'SLACK_BOT_TOKEN: must start with xoxb-'],
  [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)'],
  [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN: is missing'],
  [{ DATABASE_URL: 'mysql://x/y' }, 'DATABASE_URL: '],
  [{ PORT: '99999' }, 'PORT: must be a port number'],
  [{ PARALEGAL_MODEL: 'gpt' }, 'PARALEGAL_MODEL: must be provider/model'],
])('%o is refused with the fix', (environment, message) => {
  expect(() => readConfig(environment as Record<string, string>)).toThrow(
    expect.objectContaining({ code: 'config_invalid', userMessage: expect.stringContaining(message) }),
  )
})
