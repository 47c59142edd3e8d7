import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { App, LogLevel, SocketModeReceiver } from '@slack/bolt'
import { WebClient } from '@slack/web-api'
import { expect, test } from 'vitest'
import { startWorkspace, type Workspace } from '../../src/workspace/start-workspace.ts'
import { makeHome, projectFolder } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { until } from '../support/until.ts'

const manifestFile = join(projectFolder, 'manifest.yml')
const contracts = 'C0CONTRACTS'

async function withWorkspace(
  use: (workspace: Workspace, client: WebClient, folder: string) => Promise<void>,
): Promise<void> {
  await using home = await makeHome()
  await using workspace = await startWorkspace({ port: 0, folder: home.folder, manifestFile })
  const client = new WebClient(workspace.botToken, {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  })
  await use(workspace, client, home.folder)
}

async function connectApp(workspace: Workspace): Promise<App> {
  const receiver = new SocketModeReceiver({
    appToken: workspace.appToken,
    installerOptions: { clientOptions: { slackApiUrl: workspace.apiUrl } },
  })
  return new App({ token: workspace.botToken, receiver, clientOptions: { slackApiUrl: workspace.apiUrl } })
}

const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } })

test.each([
  ['51 blocks', { blocks: Array.from({ length: 51 }, () => section('x')) }, 'msg_blocks_too_many'],
  ['a section of 3,001 characters', { blocks: [section('x'.repeat(3001))] }, 'invalid_blocks'],
  [
    'too much text in all',
    { blocks: Array.from({ length: 5 }, () => section('x'.repeat(2900))) },
    'msg_blocks_too_long',
  ],
  ['an unknown block', { blocks: [{ type: 'poem' }] }, 'invalid_blocks'],
  ['nothing', {}, 'no_text'],
  ['a channel without the bot', { channel: 'C0GENERAL', text: 'x' }, 'not_in_channel'],
  ['a channel that is not there', { channel: 'C0NOWHERE', text: 'x' }, 'channel_not_found'],
  ['a thread that is not there', { text: 'x', thread_ts: '1.000000' }, 'thread_not_found'],
])('chat.postMessage refuses %s', async (_, message, error) => {
  await withWorkspace(async (_workspace, client) => {
    const call = client.apiCall('chat.postMessage', { channel: contracts, ...message })
    await expect(call).rejects.toMatchObject({ data: { ok: false, error } })
  })
})

test('chat.update refuses more than 4,000 characters', async () => {
  await withWorkspace(async (_workspace, client) => {
    const { ts = '' } = await client.chat.postMessage({ channel: contracts, text: 'hello' })
    const update = client.chat.update({ channel: contracts, ts, text: 'x'.repeat(4001) })
    await expect(update).rejects.toMatchObject({ data: { error: 'msg_too_long' } })
  })
})

test('a name that is not this machine’s is refused, wherever it leads', async () => {
  await withWorkspace(async (workspace) => {
    const asked = request(`${workspace.url}/client/state?user=U0ADA`, {
      headers: { host: 'evil.example' },
    }).end()
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    response.resume()
    expect(response.statusCode).toBe(403)
  })
})

test('a wrong token and a foreign page are refused, a file needs the token', async () => {
  await withWorkspace(async (workspace) => {
    const stranger = new WebClient('xoxb-wrong', { slackApiUrl: workspace.apiUrl })
    await expect(stranger.auth.test()).rejects.toMatchObject({ data: { error: 'invalid_auth' } })
    const foreign = await fetch(`${workspace.url}/client/message`, {
      method: 'POST',
      body: '{}',
      headers: { origin: 'https://evil.example' },
    })
    expect(foreign.status).toBe(403)
    const outside = await fetch(`${workspace.url}/page/..%2f..%2fstore.ts`)
    expect(outside.status).toBe(404)
    const ada = new SlackUser(workspace.url)
    const message = await ada.drop({ name: 'a.txt', bytes: Buffer.from('secret words') })
    const file = await fetch(`${workspace.url}/files-pri/${message.files[0]?.id ?? ''}`)
    expect(file.headers.get('content-type')).toContain('text/html')
    expect(await file.text()).not.toContain('secret words')
  })
})

test('a command opens a form with its trigger once, and the form comes back with whole files', async () => {
  await withWorkspace(async (workspace) => {
    const app = await connectApp(workspace)
    const triggers: string[] = []
    let submitted: unknown
    app.command('/analyze-contract', async ({ ack, body, client }) => {
      await ack()
      triggers.push(body.trigger_id)
      const title = { type: 'plain_text' as const, text: 'Form' }
      const input = {
        type: 'input' as const,
        block_id: 'doc',
        label: title,
        element: { type: 'file_input' as const, action_id: 'file' },
      }
      await client.views.open({
        trigger_id: body.trigger_id,
        view: { type: 'modal', callback_id: 'form', title, submit: title, blocks: [input] },
      })
    })
    app.view('form', async ({ ack, view }) => {
      submitted = view.state.values
      await ack()
    })
    await app.start()
    const ada = new SlackUser(workspace.url)
    const form = await ada.command('/analyze-contract')
    const reuse = app.client.views.open({ trigger_id: triggers[0] ?? '', view: form.view })
    await expect(reuse).rejects.toMatchObject({ data: { error: 'exchanged_trigger_id' } })
    const file = await ada.upload(Buffer.from('text'), 'a.txt')
    await ada.submit(form, { doc: { file: { type: 'file_input', files: [{ id: file.id }] } } })
    expect(submitted).toMatchObject({
      doc: { file: { files: [{ id: file.id, name: 'a.txt', size: 4, mode: 'hosted' }] } },
    })
    expect((await ada.state()).views).toEqual([])
    await app.stop()
  })
})

test('an event whose acknowledgement is lost comes again with its id, one without a listener app waits for it', async () => {
  await withWorkspace(async (workspace) => {
    const ada = new SlackUser(workspace.url)
    await ada.drop({ name: 'early.txt', bytes: Buffer.from('early') })
    const app = await connectApp(workspace)
    const seen: string[] = []
    app.event('file_shared', async ({ body }) => void seen.push(body.event_id))
    await app.start()
    await until(() => seen.length === 1, { what: 'the event that waited' })
    workspace.faults.loseAcks = 1
    await ada.drop({ name: 'late.txt', bytes: Buffer.from('late') })
    await until(() => seen.length === 3, { what: 'the redelivery' })
    expect(seen[1]).toBe(seen[2])
    expect(seen[0]).not.toBe(seen[1])
    await app.stop()
  })
})

test('messages, files and tokens outlive the process', async () => {
  await using home = await makeHome()
  const options = { port: 0, folder: home.folder, manifestFile }
  const first = await startWorkspace(options)
  const message = await new SlackUser(first.url).drop({ name: 'a.txt', bytes: Buffer.from('kept') })
  await new WebClient(first.botToken, { slackApiUrl: first.apiUrl }).chat.postMessage({
    channel: contracts,
    thread_ts: message.ts,
    text: 'an answer',
  })
  await first[Symbol.asyncDispose]()
  await using second = await startWorkspace(options)
  expect(second.botToken).toBe(first.botToken)
  const [answer] = await new SlackUser(second.url).thread(message)
  expect(answer && shown(answer)).toContain('an answer')
  const file = await fetch(`${second.url}/client/files/${message.files[0]?.id ?? ''}`)
  expect(await file.text()).toBe('kept')
})

test('faults befall the calls they are meant for', async () => {
  await withWorkspace(async (workspace, client) => {
    workspace.faults.fail('chat.postMessage', { times: 1, status: 429, retryAfterSeconds: 1 })
    const rejecting = new WebClient(workspace.botToken, {
      slackApiUrl: workspace.apiUrl,
      rejectRateLimitedCalls: true,
    })
    await expect(rejecting.chat.postMessage({ channel: contracts, text: 'x' })).rejects.toMatchObject({
      retryAfter: 1,
    })
    await client.chat.postMessage({ channel: contracts, text: 'y' })
    expect(workspace.faults.calls('chat.postMessage')).toHaveLength(2)
  })
})

test('a second server on the same folder is refused, one after a kill is not', async () => {
  await using home = await makeHome()
  const options = { port: 0, folder: home.folder, manifestFile }
  const first = await startWorkspace(options)
  await expect(startWorkspace(options)).rejects.toMatchObject({ name: 'AlreadyRunning', url: first.url })
  await first[Symbol.asyncDispose]()
  // As a killed one leaves it: the note is there, nobody answers.
  await writeFile(join(home.folder, 'url'), first.url)
  await using second = await startWorkspace(options)
  expect(second.botToken).toBe(first.botToken)
})
