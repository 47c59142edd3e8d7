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
  ['', { run: null, user: null, channel: null, day: null }],
  ['run=2 user=10 channel=20 day=50', { run: 2, user: 10, channel: 20, day: 50 }],
  [' day=0.5,run=0 ', { run: 0, user: null, channel: null, day: 0.5 }],
])('budgets are read from “%s”', (text, budgets) => {
  expect(readConfig({ PARALEGAL_BUDGET: text }).budgets).toEqual(budgets)
})

test.each([
  'run',
  'run=',
  'run=two',
  'run=-1',
  'run=NaN',
  'run=1e3',
  'week=5',
  'run=1 run=5',
  `day=${'9'.repeat(400)}`,
  '5',
])('the budget “%s” is refused with the fix', (text) => {
  const fix = 'PARALEGAL_BUDGET: must be US dollars as in: run=2 user=10 channel=20 day=50'
  expect(() => readConfig({ PARALEGAL_BUDGET: text })).toThrow(
    expect.objectContaining({ code: 'config_invalid', userMessage: expect.stringContaining(fix) }),
  )
})

const key = Buffer.alloc(32, 7).toString('base64')
const oauth = {
  SLACK_CLIENT_ID: '1.2',
  SLACK_CLIENT_SECRET: 'c',
  SLACK_STATE_SECRET: 's',
  SLACK_APP_TOKEN: 'xapp-1',
  PARALEGAL_PUBLIC_URL: 'https://bot.example.com/',
  PARALEGAL_KEY: `${key}, ${key}`,
}

test('many workspaces need no token of one', () => {
  expect(readConfig(oauth).slack).toEqual({
    appToken: 'xapp-1',
    signingSecret: null,
    apiUrl: null,
    oauth: {
      clientId: '1.2',
      clientSecret: 'c',
      stateSecret: 's',
      publicUrl: 'https://bot.example.com',
      keys: [Buffer.alloc(32, 7), Buffer.alloc(32, 7)],
    },
  })
})

test.each([
  [{ ...oauth, SLACK_BOT_TOKEN: 'xoxb-1' }, 'only one of them can be set'],
  [{ ...oauth, SLACK_APP_TOKEN: '' }, 'is needed beside SLACK_CLIENT_ID'],
  [{ ...oauth, SLACK_CLIENT_ID: '' }, 'SLACK_CLIENT_ID: is missing while SLACK_CLIENT_SECRET is set'],
  [{ ...oauth, PARALEGAL_KEY: '' }, 'PARALEGAL_KEY: is needed beside SLACK_CLIENT_ID (encrypts'],
  [{ ...oauth, PARALEGAL_KEY: 'short' }, 'PARALEGAL_KEY: must be base64 of 32 bytes'],
  [{ ...oauth, PARALEGAL_PUBLIC_URL: 'bot' }, 'PARALEGAL_PUBLIC_URL: '],
  [{ ...oauth, SLACK_STATE_SECRET: '' }, 'SLACK_STATE_SECRET: is needed'],
])('of many workspaces: %o is refused with the fix', (environment, message) => {
  expect(() => readConfig(environment)).toThrow(
    expect.objectContaining({ code: 'config_invalid', userMessage: expect.stringContaining(message) }),
  )
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
