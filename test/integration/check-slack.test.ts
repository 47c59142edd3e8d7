import { describe, expect, test } from 'vitest'
import { botScopes } from '../../src/slack/manifest.ts'
import { checked, checkedOne } from '../support/check-scene.ts'
import { freePort, socketEnv } from '../support/given-slack.ts'
import { startTinyServer } from '../support/tiny-server.ts'
import { openTestWorkspace, withScopes } from '../support/workspace.ts'

const slackChecks = ['slack token', 'slack scopes', 'slack socket mode', 'slack manifest']

test('a workspace whose app is as the manifest says: nothing to mend', async () => {
  await using slack = await openTestWorkspace({}, withScopes(botScopes))
  const outcomes = await checked(socketEnv(slack.workspace), ...slackChecks)
  expect(outcomes.map(({ name, state }) => `${name}: ${state}`)).toEqual([
    'slack token: ok',
    'slack scopes: ok',
    'slack socket mode: ok',
    'slack manifest: skipped',
  ])
  expect(outcomes[3]?.fix).toContain('npx paralegal manifest')
})

test('scopes that the manifest asks for and the token lacks are named', async () => {
  await using slack = await openTestWorkspace(
    {},
    withScopes(botScopes.filter((each) => each !== 'files:read')),
  )
  expect(await checkedOne('slack scopes', socketEnv(slack.workspace))).toMatchObject({
    state: 'failed',
    what: 'missing: files:read',
    fix: expect.stringContaining('install the app to the workspace again') as unknown,
  })
})

test('scopes beyond the manifest are a warning', async () => {
  await using slack = await openTestWorkspace({}, withScopes([...botScopes, 'admin']))
  expect(await checkedOne('slack scopes', socketEnv(slack.workspace))).toMatchObject({
    state: 'warning',
    what: 'more than is needed: admin',
  })
})

describe('a token that Slack refuses', () => {
  test.each([
    ['account_inactive', 'install it again'],
    ['token_revoked', 'install the app again'],
    ['token_expired', 'token rotation off'],
    ['ratelimited', 'in a minute'],
    ['something_new', 'Copy it anew'],
  ])('%s is said with its fix', async (error, fix) => {
    await using slack = await openTestWorkspace()
    slack.workspace.faults.fail('auth.test', { times: 1, error })
    const outcome = await checkedOne('slack token', socketEnv(slack.workspace))
    expect(outcome).toMatchObject({ state: 'failed', what: expect.stringContaining(error) as unknown })
    expect(outcome.fix).toContain(fix)
  })

  test.each([
    ['missing_scope', 'connections:write'],
    ['not_allowed_token_type', 'xapp-'],
    ['ratelimited', 'in a minute'],
    ['something_new', 'turn Socket Mode on'],
  ])('of the app: %s is said with its fix', async (error, fix) => {
    await using slack = await openTestWorkspace()
    slack.workspace.faults.fail('apps.connections.open', { times: 1, error })
    const outcome = await checkedOne('slack socket mode', socketEnv(slack.workspace))
    expect(outcome).toMatchObject({ state: 'failed', what: expect.stringContaining(error) as unknown })
    expect(outcome.fix).toContain(fix)
  })
})

test('an unknown token is refused, and is in no line of the report', async () => {
  await using slack = await openTestWorkspace()
  const token = 'xoxb-1-unknownsecretvalue'
  const outcomes = await checked({ ...socketEnv(slack.workspace), SLACK_BOT_TOKEN: token })
  expect(outcomes.find(({ name }) => name === 'slack token')).toMatchObject({
    state: 'failed',
    what: expect.stringContaining('invalid_auth') as unknown,
  })
  expect(JSON.stringify(outcomes)).not.toContain('unknownsecretvalue')
})

test('the token of a person is no bot’s', async () => {
  await using slack = await openTestWorkspace()
  slack.workspace.faults.fail('auth.test', { times: 1, answers: (answer) => ({ ...answer, bot_id: null }) })
  expect(await checkedOne('slack token', socketEnv(slack.workspace))).toMatchObject({
    state: 'failed',
    what: 'SLACK_BOT_TOKEN is not the token of a bot',
  })
})

test('tokens of two different apps are found', async () => {
  await using slack = await startTinyServer((path) => ({
    body: path.endsWith('bots.info')
      ? { ok: true, bot: { app_id: 'A0SPEAKS' } }
      : { ok: true, bot_id: 'B0BOT', user: 'paralegal', team: 'Acme', url: 'wss://x' },
  }))
  const outcome = await checkedOne('slack socket mode', {
    SLACK_BOT_TOKEN: 'xoxb-1-secret',
    SLACK_APP_TOKEN: 'xapp-1-A0HEARS-1-secret',
    SLACK_API_URL: `${slack.url}/api/`,
  })
  expect(outcome.state).toBe('failed')
  expect(outcome.what).toContain('the app A0HEARS')
  expect(outcome.what).toContain('the app A0SPEAKS')
})

describe('somebody else, or nobody, in Slack’s place', () => {
  const tokens = { SLACK_BOT_TOKEN: 'xoxb-1-secret', SLACK_APP_TOKEN: 'xapp-1-secret' }

  test('a page of a proxy is not taken for an answer', async () => {
    await using proxy = await startTinyServer(() => ({ status: 403, body: '<html>log in</html>' }))
    const outcomes = await checked({ ...tokens, SLACK_API_URL: `${proxy.url}/api/` }, ...slackChecks)
    expect(outcomes.map(({ state }) => state)).toEqual(['failed', 'skipped', 'failed', 'skipped'])
    expect(outcomes[0]?.what).toContain('what answers is not Slack (status 403)')
  })

  test('a closed port and a name that is not known are told apart', async () => {
    const at = async (url: string) =>
      (await checkedOne('slack token', { ...tokens, SLACK_API_URL: url })).what
    expect(await at(`http://127.0.0.1:${await freePort()}/api/`)).toContain('nothing listens there')
    expect(await at('http://slack.invalid/api/')).toContain('DNS')
  })

  test('one who never answers costs ten seconds, not more', async () => {
    await using silent = await startTinyServer(() => ({ hangs: true }))
    const startedAt = Date.now()
    const outcome = await checkedOne('slack token', { ...tokens, SLACK_API_URL: `${silent.url}/api/` })
    expect(outcome).toMatchObject({ state: 'failed', what: expect.stringContaining('no answer') as unknown })
    expect(Date.now() - startedAt).toBeLessThan(15_000)
  })
})

describe('the signing secret', () => {
  const over = (secret: string) => ({ SLACK_BOT_TOKEN: 'xoxb-1-secret', SLACK_SIGNING_SECRET: secret })

  test('has 32 hexadecimal digits; another secret of that page has not', async () => {
    expect(await checkedOne('slack signing secret', over('0123456789abcdef'.repeat(2)))).toMatchObject({
      state: 'ok',
    })
    expect(await checkedOne('slack signing secret', over('BxYzW'))).toMatchObject({
      state: 'failed',
      fix: expect.stringContaining('Signing Secret') as unknown,
    })
  })
})

describe('this machine’s clock', () => {
  test.each([
    { aheadSeconds: 0, state: 'ok', what: 'as Slack' },
    { aheadSeconds: 90, state: 'warning', what: '90 s behind Slack' },
    { aheadSeconds: -600, state: 'failed', what: 's ahead of Slack' },
  ])('is $aheadSeconds s from Slack’s: $state', async ({ aheadSeconds, state, what }) => {
    await using slack = await startTinyServer(() => ({
      headers: { date: new Date(Date.now() + aheadSeconds * 1000).toUTCString() },
      body: { ok: true, bot_id: 'B0BOT', user: 'paralegal', team: 'Acme' },
    }))
    const outcome = await checkedOne('clock', {
      SLACK_BOT_TOKEN: 'xoxb-1-secret',
      SLACK_APP_TOKEN: 'xapp-1-secret',
      SLACK_API_URL: `${slack.url}/api/`,
    })
    expect(outcome.state).toBe(state)
    expect(outcome.what.replace(/\b(?:89|91)\b/, '90')).toContain(what)
  })
})
