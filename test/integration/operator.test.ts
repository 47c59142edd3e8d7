import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { openOperator } from '../../src/observe/open-operator.ts'
import { openTestEngine, parts, type TestEngine } from '../support/test-engine.ts'

const token = 'token-of-the-operator-0123'
const pages = [
  '/operator',
  '/operator/tasks',
  '/operator/queue',
  '/operator/costs',
  '/operator/prompts',
  '/operator/models',
]

interface Scene {
  app: TestEngine
  url: string
  /** As somebody who has said the token. */
  see: (path: string) => Promise<string>
}

async function withOperator(
  use: (scene: Scene) => Promise<void>,
  said: string | null = token,
): Promise<void> {
  await using running = new AsyncDisposableStack()
  const app = running.use(await openTestEngine(parts('law', 'term'), { PARALEGAL_BUDGET: 'day=0.0001' }))
  const operator = openOperator(app.engine, { token: said, log: createLog({ logLevel: 'silent' }) }, running)
  const server = createServer((request, response) => {
    if (!operator(request, response)) response.writeHead(418).end()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  running.defer(() => new Promise((resolve) => server.close(() => resolve())))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const see = async (path: string) => {
    const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
    expect(response.status).toBe(200)
    return response.text()
  }
  await use({ app, url, see })
}

test('without a token in the environment there is neither metrics nor page, and other paths are left alone', async () => {
  await withOperator(async ({ url }) => {
    for (const path of ['/metrics', ...pages, '/operator/style.css']) {
      const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
      expect([path, response.status]).toEqual([path, 404])
      expect(await response.text()).toContain('PARALEGAL_OPERATOR_TOKEN')
    }
    expect((await fetch(`${url}/api/tasks`)).status).toBe(418)
    expect((await fetch(`${url}/operators`)).status).toBe(418)
  }, null)
})

test('who does not say the token sees nothing; programs say it in a header', async () => {
  await withOperator(async ({ url, see }) => {
    for (const path of ['/metrics', ...pages, '/operator/tasks/x']) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 401])
      const wrong = await fetch(url + path, { headers: { cookie: 'paralegal_operator=9999999999.x' } })
      expect([path, wrong.status]).toEqual([path, 401])
    }
    const wrong = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}x` } })
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="paralegal operator"',
    ])
    expect(await see('/metrics')).toContain('# TYPE paralegal_global_tasks_open gauge')
  })
})

test('a browser logs in with the form, keeps a cookie that is not the token, and logs out', async () => {
  await withOperator(async ({ url }) => {
    const logIn = async (said: string, headers: Record<string, string> = {}) =>
      fetch(`${url}/operator/login`, {
        method: 'POST',
        body: new URLSearchParams({ token: said }),
        redirect: 'manual',
        headers,
      })
    const refused = await logIn('not the token')
    expect(refused.status).toBe(401)
    expect(await refused.text()).toContain('That is not the token.')
    const let_in = await logIn(` ${token} `)
    expect([let_in.status, let_in.headers.get('location')]).toEqual([303, '/operator'])
    const cookie = let_in.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(
      /^paralegal_operator=\d+\.[\w-]{43}; Max-Age=43200; Path=\/operator; HttpOnly; SameSite=Strict$/,
    )
    expect((await logIn(token, { 'x-forwarded-proto': 'https' })).headers.get('set-cookie')).toContain(
      '; Secure',
    )
    const page = await fetch(`${url}/operator`, { headers: { cookie: cookie.split(';')[0] ?? '' } })
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('<h1>Overview</h1>')
    const out = await fetch(`${url}/operator/logout`, { method: 'POST', redirect: 'manual' })
    expect(out.headers.get('set-cookie')).toMatch(/^paralegal_operator=; Max-Age=0/)
  })
})

test('after ten wrong tokens from an address none is looked at for a minute, the right one neither', async () => {
  await withOperator(async ({ url }) => {
    const say = async (said: string) =>
      fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${said}` } })
    for (let number = 0; number < 10; number++) expect((await say('wrong')).status).toBe(401)
    const over = await say(token)
    expect([over.status, over.headers.get('retry-after')]).toEqual([429, '60'])
  })
})

test('every page has headers that let nothing from elsewhere in, no script, and no word of a document', async () => {
  await withOperator(async ({ app, url, see }) => {
    const secret = {
      kind: 'bytes' as const,
      fileName: 'zanzibar.txt',
      bytes: Buffer.from('Zanzibar secret.'),
    }
    app.llm.reply({ answer: { answer: 'Zanzibar.', findings: [], not_found: [] } })
    const id = await app.start({ source: secret, requestedBy: 'U0ZANZIBAR', variables: {} })
    await app.work()
    await app.ended(id)
    for (const path of [...pages, `/operator/tasks/${id}`]) {
      const { headers } = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-frame-options')).toBe('DENY')
      const page = await see(path)
      expect(page).not.toMatch(/zanzibar|<script|style=/i)
      expect(page).toMatch(/^<!doctype html>\s+<html lang="en">/)
    }
    expect(
      (await fetch(url + '/operator/nothing', { headers: { authorization: `Bearer ${token}` } })).status,
    ).toBe(404)
    expect(
      (await fetch(`${url}/operator/tasks/nothing`, { headers: { authorization: `Bearer ${token}` } }))
        .status,
    ).toBe(404)
  })
})

test('the pages show how tasks, calls and budgets stand', async () => {
  await withOperator(async ({ app, see }) => {
    let calls = 0
    app.llm.reply(() => (++calls === 1 ? { answer: 'no JSON' } : {}))
    const id = await app.start()
    await app.work()
    expect((await app.ended(id)).state).toBe('failed')
    await app.engine.db
      .updateTable('task')
      .set({ error_code: 'budget_exceeded' })
      .where('id', '=', id)
      .execute()

    const overview = await see('/operator')
    expect(overview).toContain('Needs attention')
    expect(overview).toMatch(/Failed in 24 hours<\/span><b>1 · 100 %/)
    expect(await see('/operator?refresh=30')).toContain('<meta http-equiv="refresh" content="30"')
    expect(overview).not.toContain('http-equiv')
    const failed = await see('/operator/tasks?show=failed')
    expect(failed).toContain(`/operator/tasks/${id}`)
    expect(failed).toContain('<code>budget_exceeded</code>')
    expect(await see('/operator/tasks?show=cancelled')).toContain('Nothing yet.')
    expect(await see(`/operator/tasks/${id}`)).toContain(id)
    expect(await see('/operator/queue')).toContain('run-subtask')
  })
})

test('the prompts that answer to no use come first, and the day’s money is told', async () => {
  await withOperator(async ({ app, see }) => {
    await app.engine.db
      .updateTable('model_price')
      .set({ input: 0, output: 0, cache_read: 0, cache_write: 0 })
      .execute()
    let calls = 0
    app.llm.reply(() => (++calls <= 2 ? { answer: 'no JSON' } : {}))
    const id = await app.start()
    await app.work()
    expect((await app.ended(id)).state).toBe('done')
    const prompts = await see('/operator/prompts')
    expect(prompts).toContain('<code>test/part.txt</code>')
    expect(prompts).toMatch(
      /test v1<\/td><td class="number">4<\/td><td class="number"><strong class="bad-text">50 %/,
    )
    const costs = await see('/operator/costs')
    expect(costs).toContain('anthropic/claude-sonnet-5-5')
    expect(costs).toContain('The day’s budget for everybody')
    const models = await see('/operator/models')
    expect(models).toContain('<code>model_answer_invalid</code>')
    const task = await see(`/operator/tasks/${id}`)
    expect(task.match(/, repair/g)).toHaveLength(2)
  })
})
