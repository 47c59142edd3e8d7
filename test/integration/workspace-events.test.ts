import type { App } from '@slack/bolt'
import { expect, test } from 'vitest'
import { contracts, general, openTestWorkspace } from '../support/workspace.ts'
import { until } from '../support/until.ts'

interface Heard {
  type: string
  [field: string]: unknown
}

function hear(heard: Heard[]): (app: App) => void {
  const kinds = [
    'file_shared',
    'app_mention',
    'app_home_opened',
    'message',
    'reaction_added',
    'reaction_removed',
    'member_joined_channel',
  ]
  return (app) => {
    for (const kind of kinds) app.event(kind, async ({ event }) => void heard.push({ ...event }))
  }
}

const say = (text: string, channel = contracts) => ({
  user: 'U0ADA',
  channel,
  text,
  thread_ts: null,
  files: [],
})

test('a mention reaches the app with its real form, other messages of a channel do not', async () => {
  await using scene = await openTestWorkspace()
  const bodies: Record<string, unknown>[] = []
  await scene.connect((app) => app.event('app_mention', async ({ body }) => void bodies.push({ ...body })))
  await scene.ada.post('message', say('good morning'))
  await scene.ada.post('message', say('@Paralegal please look'))
  await scene.ada.post('message', say('@Paralegal are you here?', general))
  await until(() => bodies.length > 0, { what: 'the mention' })
  expect(bodies).toHaveLength(1)
  expect(bodies[0]).toMatchObject({
    type: 'event_callback',
    team_id: 'T0LOCAL',
    api_app_id: 'A0PARALEGAL',
    event_id: expect.stringMatching(/^Ev/),
    authorizations: [{ team_id: 'T0LOCAL', user_id: 'U0PARALEGAL', is_bot: true }],
    event: { type: 'app_mention', user: 'U0ADA', channel: contracts, text: '<@U0PARALEGAL> please look' },
  })
})

test('a direct message and a file in it reach the app; its own answers do not come back to it', async () => {
  await using scene = await openTestWorkspace()
  const heard: Heard[] = []
  await scene.connect(hear(heard))
  await scene.ada.post('message', say('hello', 'D0ADA'))
  await until(() => heard.length === 1, { what: 'the message' })
  await scene.client.chat.postMessage({ channel: 'U0ADA', text: 'hello yourself' })
  const dropped = await scene.ada.drop({ name: 'a.txt', bytes: Buffer.from('a') }, 'D0ADA')
  await until(() => heard.length === 3, { what: 'the file' })
  const id = dropped.files[0]?.id
  expect(heard).toMatchObject([
    { type: 'message', channel_type: 'im', text: 'hello', user: 'U0ADA' },
    { type: 'file_shared', file_id: id, user_id: 'U0ADA', file: { id }, channel_id: 'D0ADA' },
    { type: 'message', subtype: 'file_share', files: [{ id, name: 'a.txt' }] },
  ])
  expect((await scene.ada.state()).messages.map((message) => message.text)).toContain('hello yourself')
})

test('reactions, joining and the home tab reach the app', async () => {
  await using scene = await openTestWorkspace()
  const heard: Heard[] = []
  await scene.connect(hear(heard))
  const { ts = '' } = await scene.client.chat.postMessage({ channel: contracts, text: 'vote' })
  for (const on of [true, false])
    await scene.ada.post('reaction', { user: 'U0ADA', channel: contracts, ts, name: '+1', on })
  await scene.ada.post('membership', { user: 'U0ADA', channel: general, member: 'U0PARALEGAL', on: true })
  await scene.ada.post('home', { user: 'U0ADA', tab: 'home' })
  await until(() => heard.length === 4, { what: 'four events' })
  const item = { type: 'message', channel: contracts, ts }
  expect(heard).toMatchObject([
    { type: 'reaction_added', user: 'U0ADA', reaction: '+1', item, item_user: 'U0PARALEGAL' },
    { type: 'reaction_removed', user: 'U0ADA', reaction: '+1', item },
    { type: 'member_joined_channel', user: 'U0PARALEGAL', channel: general, inviter: 'U0ADA' },
    { type: 'app_home_opened', user: 'U0ADA', channel: 'D0ADA', tab: 'home' },
  ])
  expect(await scene.client.chat.postMessage({ channel: general, text: 'here' })).toMatchObject({ ok: true })
})

test('nothing of a channel without the bot reaches the app, nor can it read a file there', async () => {
  await using scene = await openTestWorkspace()
  const heard: Heard[] = []
  await scene.connect(hear(heard))
  const secret = await scene.ada.drop({ name: 'secret.txt', bytes: Buffer.from('a') }, general)
  const { ts } = secret
  await scene.ada.post('reaction', { user: 'U0ADA', channel: general, ts, name: 'eyes', on: true })
  await scene.ada.drop({ name: 'open.txt', bytes: Buffer.from('a') })
  await until(() => heard.length > 0, { what: 'the open file' })
  expect(heard).toMatchObject([{ type: 'file_shared', channel_id: contracts }])
  const info = scene.client.files.info({ file: secret.files[0]?.id ?? '' })
  await expect(info).rejects.toMatchObject({ data: { error: 'file_not_found' } })
})

test('the bot joins a public channel by itself and can then read it', async () => {
  await using scene = await openTestWorkspace()
  const { client, ada } = scene
  await ada.post('message', say('before', general))
  const early = client.conversations.history({ channel: general })
  await expect(early).rejects.toMatchObject({ data: { error: 'not_in_channel' } })
  await client.conversations.join({ channel: general })
  const { messages } = await client.conversations.history({ channel: general })
  expect(messages).toMatchObject([{ text: 'before', user: 'U0ADA' }])
})

test('history and replies come in pages, a root tells of its replies, metadata comes when asked for', async () => {
  await using scene = await openTestWorkspace()
  const { client } = scene
  const { ts = '' } = await client.chat.postMessage({ channel: contracts, text: 'root' })
  const metadata = { event_type: 'made', event_payload: { number: 1 } }
  for (const text of ['one', 'two', 'three'])
    await client.chat.postMessage({ channel: contracts, text, thread_ts: ts, metadata })
  const first = await client.conversations.replies({ channel: contracts, ts, limit: 3 })
  expect(first).toMatchObject({
    has_more: true,
    messages: [{ text: 'root', reply_count: 3 }, { text: 'one' }, { text: 'two' }],
  })
  const cursor = first.response_metadata?.next_cursor ?? ''
  const rest = await client.conversations.replies({
    channel: contracts,
    ts,
    cursor,
    include_all_metadata: true,
  })
  expect(rest).toMatchObject({ has_more: false, messages: [{ text: 'three', metadata }] })
  expect(first.messages?.[1]).not.toHaveProperty('metadata')
  const history = await client.conversations.history({ channel: contracts })
  expect(history.messages).toMatchObject([{ text: 'root', thread_ts: ts, reply_count: 3 }])
})

test('a second reaction of the same kind is refused', async () => {
  await using scene = await openTestWorkspace()
  const { ts = '' } = await scene.client.chat.postMessage({ channel: contracts, text: 'vote' })
  const reaction = { channel: contracts, timestamp: ts, name: 'eyes' }
  await scene.client.reactions.add(reaction)
  const again = scene.client.reactions.add(reaction)
  await expect(again).rejects.toMatchObject({ data: { error: 'already_reacted' } })
})
