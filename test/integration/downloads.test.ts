import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { downloadFile } from '../../src/slack/download-file.ts'
import { readFile } from '../../src/slack/files.ts'
import type { Fault } from '../../src/workspace/faults.ts'
import { createClient, openTestWorkspace, type TestWorkspace } from '../support/workspace.ts'

const maxBytes = 64 * 1024

async function download(scene: TestWorkspace, fileId: string): Promise<Uint8Array> {
  const { workspace } = scene
  const options = { token: workspace.botToken, apiUrl: workspace.apiUrl, maxBytes }
  const file = await readFile(createClient(workspace), fileId)
  return downloadFile(options, file, AbortSignal.timeout(10_000))
}

async function refusalOf(scene: TestWorkspace, name = 'contract.pdf', bytes = 'contract'): Promise<AppError> {
  const dropped = await scene.ada.drop({ name, bytes: Buffer.from(bytes) })
  const error: unknown = await download(scene, dropped.files[0]?.id ?? '').catch((reason: unknown) => reason)
  if (!(error instanceof AppError)) throw new Error('it was not refused', { cause: error })
  return error
}

const info = (changed: Record<string, unknown>): Fault => ({
  times: 1,
  answers: (answer) => ({ ...answer, file: { ...(answer['file'] as object), ...changed } }),
})
const page = (body: string | Buffer, headers: Record<string, string>): Fault => ({
  times: 1,
  page: { headers, body: Buffer.from(body) },
})
const pdf = { 'content-type': 'application/pdf' }

test('a file comes as it is, also where it is a page by its own name', async () => {
  await using scene = await openTestWorkspace()
  for (const [name, text] of [
    ['contract.txt', 'All words < html > of it'],
    ['page.html', '<!doctype html><p>Terms'],
  ] as const) {
    const dropped = await scene.ada.drop({ name, bytes: Buffer.from(text) })
    const bytes = await download(scene, dropped.files[0]?.id ?? '')
    expect(Buffer.from(bytes).toString()).toBe(text)
  }
})

interface Case {
  name: string
  method: 'files.info' | 'files-pri'
  fault: Fault
  says: string
  retryable?: true
}

const install = 'install the app again'
const cases: Case[] = [
  {
    name: 'a login page',
    method: 'files-pri',
    fault: { times: 1 },
    says: install,
  },
  {
    name: 'a page that calls itself a PDF',
    method: 'files-pri',
    fault: page('\n <!-- sign in -->\n<!DOCTYPE html><title>Sign in</title>', pdf),
    says: install,
  },
  {
    name: 'a page without a doctype',
    method: 'files-pri',
    fault: page('\uFEFF<HTML lang="en">', pdf),
    says: install,
  },
  {
    name: 'a redirect',
    method: 'files-pri',
    fault: { ...page('', { location: 'https://example.com/' }), status: 302 },
    says: 'Please share it again.',
  },
  {
    name: 'a server in trouble',
    method: 'files-pri',
    fault: { times: 1, status: 503 },
    says: 'Please share it again.',
    retryable: true,
  },
  {
    name: 'too large by its declared size',
    method: 'files.info',
    fault: info({ size: maxBytes + 1 }),
    says: 'is larger than',
  },
  {
    name: 'larger than declared',
    method: 'files-pri',
    fault: page(Buffer.alloc(maxBytes + 1), pdf),
    says: 'is larger than',
  },
  {
    name: 'a file on another host',
    method: 'files.info',
    fault: info({
      url_private: 'https://example.com/x',
      url_private_download: 'https://slack.com.example.com/x',
    }),
    says: 'does not lie in Slack itself',
  },
  {
    name: 'a link to elsewhere',
    method: 'files.info',
    fault: info({ mode: 'external', is_external: true }),
    says: 'only a link',
  },
  {
    name: 'a deleted file',
    method: 'files.info',
    fault: info({ mode: 'tombstone' }),
    says: 'was deleted',
  },
  {
    name: 'a file hidden by the plan',
    method: 'files.info',
    fault: info({ mode: 'hidden_by_limit' }),
    says: 'hidden by the workspace’s limits',
  },
  {
    name: 'a stub of another organisation',
    method: 'files.info',
    fault: info({ mode: 'file_access', file_access: 'check_file_info', url_private: undefined }),
    says: 'another organisation',
  },
  {
    name: 'a file out of sight',
    method: 'files.info',
    fault: { times: 1, error: 'file_not_found' },
    says: 'am I in the channel',
  },
]

test.each(cases)('$name is refused in plain words', async ({ method, fault, says, retryable }) => {
  await using scene = await openTestWorkspace()
  scene.workspace.faults.fail(method, fault)
  const error = await refusalOf(scene)
  expect(error.userMessage).toContain(says)
  expect(error.userMessage).not.toMatch(/<|https?:|U0|F0/)
  expect(error.retryable).toBe(retryable ?? false)
})

test('the token goes to no other host', async () => {
  await using scene = await openTestWorkspace()
  const heard: unknown[] = []
  const stranger: Server = createServer((request, response) => {
    heard.push(request.headers.authorization)
    response.end('contract')
  }).listen(0, '127.0.0.1')
  await once(stranger, 'listening')
  const address = stranger.address()
  const port = typeof address === 'object' ? address?.port : 0
  const url = `http://127.0.0.1:${port}/contract.pdf`
  scene.workspace.faults.fail('files.info', info({ url_private: url, url_private_download: url }))
  expect((await refusalOf(scene)).userMessage).toContain('does not lie in Slack itself')
  scene.workspace.faults.fail('files-pri', { ...page('', { location: url }), status: 302 })
  await refusalOf(scene)
  stranger.close()
  expect(heard).toEqual([])
})
