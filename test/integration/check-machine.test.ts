import { createServer } from 'node:http'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Check } from '../../src/cli/check/all-checks.ts'
import { openContext } from '../../src/cli/check/context.ts'
import { diskOutcome, memoryOutcome, nodeOutcome } from '../../src/cli/check/machine.ts'
import { ok } from '../../src/cli/check/outcome.ts'
import { runChecks } from '../../src/cli/check/run-checks.ts'
import { checked, checkedOne } from '../support/check-scene.ts'
import { freePort } from '../support/given-slack.ts'
import { makeHome } from '../support/program.ts'

describe('the environment', () => {
  const found = async (variables: Record<string, string>) => checked(variables, 'environment')

  test('that is understood is named, without its values', async () => {
    const [outcome] = await found({ PARALEGAL_API_TOKEN: 'a-token-of-16-letters' })
    expect(outcome).toEqual({
      name: 'environment',
      state: 'ok',
      what: 'understood: DATABASE_URL, PARALEGAL_API_TOKEN',
      fix: null,
    })
  })

  test.each([
    ['PARALEGAL_BUGDET', 'Did you mean PARALEGAL_BUDGET?'],
    ['SLACK_BOT_TOKN', 'Did you mean SLACK_BOT_TOKEN?'],
    ['ANTROPIC_API_KEY', 'Did you mean ANTHROPIC_API_KEY?'],
    ['PARALEGAL_SOMETHING_ELSE', 'Take it out.'],
  ])('%s is read by nobody', async (name, fix) => {
    expect(await found({ [name]: 'x' })).toMatchObject([
      { name: `environment ${name}`, state: 'warning', fix },
    ])
  })

  test('of other programs is left alone', async () => {
    expect(await found({ OPENAI_ORG_ID: 'x', SLACKWARE: 'x', DATABASE_HOST: 'x' })).toMatchObject([
      { state: 'ok' },
    ])
  })

  test.each([
    [{ SLACK_BOT_TOKEN: 'xapp-1-2', SLACK_APP_TOKEN: 'xoxb-1-2' }, 'swapped'],
    [{ SLACK_BOT_TOKEN: 'xoxp-1-2' }, 'Bot User OAuth Token'],
    [{ SLACK_BOT_TOKEN: 'xoxe.xoxb-1-2' }, 'token rotation'],
    [{ SLACK_BOT_TOKEN: 'xapp-1-2' }, 'belongs into SLACK_APP_TOKEN'],
    [{ SLACK_BOT_TOKEN: 'hello' }, 'Copy it from'],
    [{ SLACK_APP_TOKEN: 'xoxb-1-2' }, 'App-Level Tokens'],
    [{ SLACK_APP_TOKEN: 'xapp-1-2' }, 'what is missing'],
    [{ PARALEGAL_BUDGET: 'much' }, 'PARALEGAL_BUDGET'],
  ])('%o is wrong, and what to do is said', async (variables, fix) => {
    const [outcome] = await found(variables)
    expect(outcome?.state).toBe('failed')
    expect(outcome?.fix).toContain(fix)
  })

  test('with quotation marks that an env file kept', async () => {
    expect(await found({ OPENAI_API_KEY: '"sk-123456"' })).toMatchObject([
      {
        name: 'environment OPENAI_API_KEY',
        state: 'failed',
        what: 'OPENAI_API_KEY has quotation marks around its value',
      },
    ])
  })

  test('that is wrong in one place leaves the rest checkable', async () => {
    const outcomes = await checked(
      { PARALEGAL_BUDGET: 'much', SLACK_BOT_TOKEN: 'hello' },
      'database',
      'slack token',
      'prompts',
    )
    expect(outcomes.map(({ state }) => state)).toEqual(['ok', 'skipped', 'ok'])
  })
})

test('what is removed by itself is said, and that nothing is', async () => {
  const found = async (variables: Record<string, string>) => (await checkedOne('retention', variables)).what
  expect(await found({})).toContain('nothing')
  expect(await found({ PARALEGAL_RETENTION: 'documents=1d logs=2w' })).toBe(
    'removed by itself: documents after 1 day, logs after 14 days',
  )
  const wrong = await checkedOne('retention', { PARALEGAL_RETENTION: 'much' })
  expect(wrong.state).toBe('skipped')
})

describe('the machine', () => {
  test.each([
    [nodeOutcome('20.20.2'), 'failed'],
    [nodeOutcome('24.21.0'), 'ok'],
    [nodeOutcome('26.0.0'), 'warning'],
    [diskOutcome('/data', 100), 'failed'],
    [diskOutcome('/data', 1000), 'warning'],
    [diskOutcome('/data', 10_000), 'ok'],
    [memoryOutcome(512, 512), 'warning'],
    [memoryOutcome(1024, 512), 'ok'],
  ])('%o', (outcome, state) => {
    expect(outcome.state).toBe(state)
    expect(outcome.fix === null).toBe(state === 'ok')
  })

  test('a home that cannot be written to', async () => {
    await using home = await makeHome()
    // A file where the folder should be: no right helps, not even root's.
    await writeFile(join(home.folder, '.paralegal'), '')
    expect(await checkedOne('disk', { PARALEGAL_HOME: home.folder })).toMatchObject({
      state: 'failed',
      fix: expect.stringContaining('PARALEGAL_HOME') as unknown,
    })
  })

  test('a proxy that Node does not use', async () => {
    expect(await checkedOne('proxy', { HTTPS_PROXY: 'http://proxy:3128' })).toMatchObject({
      state: 'warning',
      fix: expect.stringContaining('NODE_USE_ENV_PROXY=1') as unknown,
    })
    expect(
      await checkedOne('proxy', { HTTPS_PROXY: 'http://proxy:3128', NODE_USE_ENV_PROXY: '1' }),
    ).toMatchObject({
      state: 'ok',
    })
  })

  test('a port that is free, one with this program on it, one with another', async () => {
    const port = await freePort()
    const found = async () => checkedOne('port', { PORT: String(port) })
    expect(await found()).toMatchObject({ state: 'ok', what: `${port} is free` })
    const answer = { body: '{"status":"ok"}' }
    const server = createServer((_, response) => response.end(answer.body))
    await new Promise<void>((resolve) => server.listen(port, resolve))
    expect(await found()).toMatchObject({ state: 'ok', what: `Paralegal answers on ${port} already` })
    answer.body = 'hello'
    expect(await found()).toMatchObject({ state: 'failed', fix: expect.stringContaining('PORT') as unknown })
    await new Promise((resolve) => server.close(resolve))
  })
})

describe('the prompts', () => {
  test('that cannot be read are named with file and line', async () => {
    await using home = await makeHome()
    await mkdir(join(home.folder, 'prompts', 'mine'), { recursive: true })
    await writeFile(join(home.folder, 'prompts', 'mine', 'analysis.yml'), 'title: [')
    await chmod(home.folder, 0o755)
    const outcome = await checkedOne('prompts', { PARALEGAL_HOME: home.folder })
    expect(outcome.state).toBe('failed')
    expect(outcome.what).toContain('mine/analysis.yml:')
  })
})

describe('a check that fails itself', () => {
  const one = async (run: Check['run'], limitMs = 50) => {
    await using context = openContext({ SLACK_BOT_TOKEN: 'xoxb-1-secretsecret' }, AbortSignal.timeout(1000))
    const outcomes = await runChecks([{ name: 'one', run, limitMs }], context)
    return outcomes[0]
  }

  test('is a failure of its own, without the words of the error', async () => {
    const outcome = await one(() => Promise.reject(new TypeError('xoxb-1-secretsecret')), 5000)
    expect(outcome).toMatchObject({
      name: 'one',
      state: 'failed',
      what: 'it could not be checked (TypeError)',
    })
  })

  test('and one that never ends is stopped', async () => {
    let isStopped = false
    const outcome = await one(async (_, signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      isStopped = true
      return ok('never seen')
    })
    expect(outcome).toMatchObject({ state: 'failed', what: 'no answer within 0.05 s' })
    expect(isStopped).toBe(true)
  })

  test('no secret leaves with what a check says', async () => {
    const outcome = await one(async () => ok('token xoxb-1-secretsecret and postgres://a:pass@b/c'), 5000)
    expect(outcome?.what).not.toMatch(/secretsecret|pass@/)
  })
})
