import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Message } from '../../src/workspace/client-protocol.ts'
import { withGivenSlack, type Scene } from '../support/given-slack.ts'
import { shown } from '../support/slack-user.ts'
import { until } from '../support/until.ts'
import { createClient, hasBlocks } from '../support/workspace.ts'

const agreement = (name = 'agreement.txt') => ({
  name,
  bytes: Buffer.from(`Agreement ${name}. It is governed by the laws of England and ends on 1 May 2030.`),
})
const analysis = 'Contract analysis'
const done = /"title":"[^"]*: done"/

async function start(scene: Scene, name?: string): Promise<Message> {
  const dropped = await scene.ada.drop(agreement(name))
  await scene.ada.press(dropped, analysis)
  return dropped
}

async function offersIn({ ada }: Scene, root: Message): Promise<Message[]> {
  return (await ada.thread(root)).filter((message) => /What shall I do|started/.test(shown(message)))
}

function eventOf(dropped: Message, ids: { eventId: string; eventTs: string }) {
  const file_id = dropped.files[0]?.id
  const { channel: channel_id, user: user_id } = dropped
  const event = { type: 'file_shared', file_id, user_id, channel_id, event_ts: ids.eventTs }
  return {
    type: 'event_callback',
    event_id: ids.eventId,
    team_id: 'T0LOCAL',
    api_app_id: 'A0PARALEGAL',
    event,
  }
}

/** Sends what Slack would: signed, and with the number of the try. */
async function deliverEvent({ baseUrl, workspace }: Scene, event: object, retry: number): Promise<number> {
  const body = JSON.stringify(event)
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', workspace.signingSecret).update(`v0:${timestamp}:${body}`)
  const headers = {
    'content-type': 'application/json',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature.digest('hex')}`,
    ...(retry > 0 ? { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_timeout' } : {}),
  }
  return (await fetch(`${baseUrl}/slack/events`, { method: 'POST', body, headers })).status
}

test('by socket: an event that comes four times is one offer and one task', async () => {
  await withGivenSlack({ mode: 'socket' }, async (scene) => {
    scene.workspace.faults.loseAcks = 3
    const dropped = await start(scene)
    await scene.ada.sees(dropped, done)
    expect(await scene.countTasks()).toBe(1)
    expect(await offersIn(scene, dropped)).toHaveLength(1)
  })
})

test('by http: retries, and the same share under another event’s name, are one offer and one task', async () => {
  await withGivenSlack({ mode: 'http' }, async (scene) => {
    const dropped = await start(scene)
    await scene.ada.sees(dropped, done)
    const again = eventOf(dropped, { eventId: 'Ev0RETRIED', eventTs: dropped.ts })
    for (const retry of [0, 1, 2, 3]) expect(await deliverEvent(scene, again, retry)).toBe(200)
    const later = String(Number(dropped.ts) + 0.05)
    const twin = eventOf(dropped, { eventId: 'Ev0TWIN', eventTs: later })
    expect(await deliverEvent(scene, twin, 0)).toBe(200)
    const next = await start(scene, 'next.txt')
    await scene.ada.sees(next, done)
    expect(await offersIn(scene, dropped)).toHaveLength(1)
    expect(await scene.countTasks()).toBe(2)
  })
})

test('a file that is shared again later is offered again', async () => {
  await withGivenSlack({ mode: 'socket' }, async (scene) => {
    const { ada } = scene
    const dropped = await start(scene)
    await ada.sees(dropped, done)
    const files = dropped.files.map(({ id }) => id)
    await ada.post('message', { user: ada.id, channel: ada.channel, text: 'again', thread_ts: null, files })
    const second = await until(async () =>
      (await ada.state()).messages.find((message) => message.text === 'again'),
    )
    await ada.sees(second, 'What shall I do')
    await ada.press(second, analysis)
    await ada.sees(second, done)
    expect(await scene.countTasks()).toBe(2)
  })
})

test('files that the bot itself shares are offered nothing', async () => {
  await withGivenSlack({ mode: 'socket' }, async (scene) => {
    const { workspace, ada, db } = scene
    await createClient(workspace).files.uploadV2({
      channel_id: ada.channel,
      filename: 'export.txt',
      content: 'ours',
    })
    const dropped = await ada.drop(agreement())
    await ada.sees(dropped, 'What shall I do')
    expect(await db.selectFrom('file_share').select('user_id').execute()).toEqual([{ user_id: ada.id }])
  })
})

test('while Slack wants no changes for five seconds, what is new is posted all the same', async () => {
  await withGivenSlack({ mode: 'socket' }, async (scene) => {
    const { workspace, ada } = scene
    workspace.faults.fail('files.info', { times: 1, status: 429, retryAfterSeconds: 1 })
    const dropped = await ada.drop(agreement())
    await ada.sees(dropped, 'What shall I do')
    workspace.faults.fail('chat.update', { times: 1, status: 429, retryAfterSeconds: 5 })
    await ada.press(dropped, analysis)
    const first = await until(() => workspace.faults.calls('chat.update')[0], { what: 'the refused change' })
    await ada.sees(dropped, 'offline/offline-extractive')
    expect(Date.now() - first.at).toBeLessThan(5000)
    await ada.sees(dropped, done)
    const [, second] = workspace.faults.calls('chat.update')
    expect((second?.at ?? 0) - first.at).toBeGreaterThanOrEqual(4900)
    expect(scene.program.output()).not.toContain('will be tried again')
  })
})

test.each([
  { trouble: 'never answers', fault: { times: 1, hangs: true as const } },
  { trouble: 'answers with 503', fault: { times: 2, status: 503 } },
])(
  'a post that Slack $trouble is made once',
  async ({ fault }) => {
    await withGivenSlack({ mode: 'socket' }, async (scene) => {
      const { workspace, ada } = scene
      const dropped = await ada.drop(agreement())
      await ada.sees(dropped, 'What shall I do')
      workspace.faults.fail('chat.postMessage', fault)
      await ada.press(dropped, analysis)
      await ada.sees(dropped, done, 60_000)
      const plans = (await ada.thread(dropped)).filter((message) => shown(message).includes('"type":"plan"'))
      expect(plans).toHaveLength(1)
    })
  },
  90_000,
)

test.each(['is_archived', 'not_in_channel'])(
  'where Slack refuses the thread with %s, the result comes as a direct message that says why, once',
  async (error) => {
    await withGivenSlack({ mode: 'socket' }, async (scene) => {
      const { workspace, ada } = scene
      const dropped = await ada.drop(agreement())
      await ada.sees(dropped, 'What shall I do')
      const when = ({ channel }: Record<string, unknown>) => channel === ada.channel
      workspace.faults.fail('chat.postMessage', { times: 99, error, when })
      await ada.press(dropped, analysis)
      const inDirect = async (text: string) =>
        (await ada.state()).messages.filter(
          (message) => message.channel === 'D0ADA' && shown(message).includes(text),
        )
      const [notice] = await until(async () => {
        const found = await inDirect('I could not post')
        return found.length > 0 && found
      })
      if (!notice) throw new Error('no notice')
      await ada.sees(notice, done)
      await ada.sees(notice, 'offline/offline-extractive')
      expect(shown(notice)).toContain('agreement.txt')
      expect(await inDirect('I could not post')).toHaveLength(1)
      expect((await ada.thread(dropped)).map(shown).join('')).not.toContain('offline/offline-extractive')
    })
  },
)

test('where a scope is missing, the thread and the log say what to do', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ workspace, ada, program, db }) => {
    const dropped = await ada.drop(agreement())
    await ada.sees(dropped, 'What shall I do')
    workspace.faults.fail('files.info', {
      times: 1,
      answers: () => ({ ok: false, error: 'missing_scope', needed: 'files:read', provided: 'chat:write' }),
    })
    await ada.press(dropped, analysis)
    const failure = await ada.sees(dropped, 'missing_scope (needs files:read)')
    expect(shown(failure)).toContain('install the app again with the scopes of manifest.yml')

    const second = await ada.drop(agreement('second.txt'))
    await ada.sees(second, 'What shall I do')
    workspace.faults.fail('chat.postMessage', { times: 99, error: 'missing_scope' })
    await ada.press(second, analysis)
    const ended = db.selectFrom('task').select('id').where('file_name', '=', 'second.txt')
    await until(() => ended.where('state', '=', 'failed').executeTakeFirst(), { what: 'the end' })
    expect(program.output()).toContain('slack refused: missing_scope: install the app again')
  })
})

test.each(['refresh_requested', undefined])(
  'a connection that is cut in the middle of a task (%s) delays nothing that was asked',
  async (reason) => {
    await withGivenSlack({ mode: 'socket' }, async (scene) => {
      const { workspace, ada, program } = scene
      const dropped = await start(scene)
      workspace.faults.disconnect(reason)
      await ada.sees(dropped, done)
      const next = await start(scene, 'next.txt')
      await ada.sees(next, done, 60_000)
      expect(await scene.countTasks()).toBe(2)
      expect(program.output()).not.toContain('nhandled')
    })
  },
  90_000,
)

test('blocks that Slack refuses, in a post and in a change, come as text', async () => {
  await withGivenSlack({ mode: 'socket' }, async (scene) => {
    const { workspace, ada } = scene
    for (const method of ['chat.postMessage', 'chat.update'])
      workspace.faults.fail(method, { times: 999, error: 'invalid_blocks', when: hasBlocks })
    const dropped = await ada.drop(agreement())
    await ada.sees(dropped, 'What shall I do')
    const root = { channel: dropped.channel, ts: dropped.ts }
    await ada.post('shortcut', { user: ada.id, callback_id: 'analyse_file', ...root })
    const form = await ada.form()
    await ada.submit(form, {})
    const result = await ada.sees(dropped, 'offline/offline-extractive')
    expect(result.blocks).toEqual([])
    await ada.sees(dropped, ': done')
  })
})
