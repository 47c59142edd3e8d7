import type { InputBlock, ModalView } from '@slack/types'
import { expect, test } from 'vitest'
import { SlackUser } from '../support/slack-user.ts'
import { until } from '../support/until.ts'
import { contracts, general, openTestWorkspace } from '../support/workspace.ts'

const dealRoom = 'C0DEALROOM'
const connect = 'C0CONNECT'
const bot = 'U0PARALEGAL'

test('everybody sees their own channels: a guest and another company only those they are in', async () => {
  await using scene = await openTestWorkspace()
  const seenBy = async (id: string) => {
    const { channels } = await new SlackUser(scene.workspace.url, id).state()
    return channels.map((channel) => channel.id)
  }
  expect(await seenBy('U0ADA')).toEqual([contracts, general, dealRoom, connect, 'D0ADA'])
  expect(await seenBy('U0CHIARA')).toEqual([contracts, general, connect, 'D0CHIARA'])
  expect(await seenBy('U0DAN')).toEqual([contracts, 'D0DAN'])
  expect(await seenBy('U0GINA')).toEqual([connect])
})

test('users.info tells admins, guests and people of another company apart', async () => {
  await using scene = await openTestWorkspace()
  const user = async (id: string) => (await scene.client.users.info({ user: id })).user
  expect(await user('U0ADA')).toMatchObject({ is_admin: true, is_owner: true, is_restricted: false })
  expect(await user('U0BEN')).toMatchObject({ is_admin: false, is_restricted: false, team_id: 'T0LOCAL' })
  expect(await user('U0DAN')).toMatchObject({ is_restricted: true, is_ultra_restricted: true })
  expect(await user('U0GINA')).toMatchObject({ team_id: 'T0ACME', is_stranger: false })
  await scene.ada.post('membership', { user: 'U0ADA', channel: connect, member: bot, on: false })
  expect(await user('U0GINA')).toMatchObject({ is_stranger: true })
})

test('channels, members and people come in pages', async () => {
  await using scene = await openTestWorkspace()
  const { client } = scene
  const types = 'public_channel,private_channel'
  const first = await client.conversations.list({ types, limit: 3 })
  const cursor = first.response_metadata?.next_cursor ?? ''
  const rest = await client.conversations.list({ types, limit: 3, cursor })
  const ids = [...(first.channels ?? []), ...(rest.channels ?? [])].map((channel) => channel.id)
  expect(ids).toEqual([contracts, general, dealRoom, connect])
  expect(rest.response_metadata?.next_cursor).toBe('')

  const members = await client.conversations.members({ channel: dealRoom, limit: 2 })
  expect(members.members).toEqual(['U0ADA', 'U0BEN'])
  const after = members.response_metadata?.next_cursor ?? ''
  const last = await client.conversations.members({ channel: dealRoom, cursor: after })
  expect(last.members).toEqual([bot])

  expect((await client.users.list({ limit: 2 })).members).toHaveLength(2)
  const bens = await client.users.conversations({ user: 'U0BEN', types })
  expect(bens.channels?.map((channel) => channel.id)).toEqual([contracts, general, dealRoom])
  await expect(client.users.list({ cursor: 'x' })).rejects.toMatchObject({
    data: { error: 'invalid_cursor' },
  })
})

test('in a Slack Connect channel the app hears that it is one, and only the id of a file', async () => {
  await using scene = await openTestWorkspace()
  const bodies: { is_ext_shared_channel?: boolean; event: object }[] = []
  await scene.connect((app) => app.event('app_mention', async ({ body }) => void bodies.push(body)))
  const gina = new SlackUser(scene.workspace.url, 'U0GINA')
  const file = await gina.upload(Buffer.from('a'), 'a.txt')
  const text = '@Paralegal please look'
  await gina.post('message', { user: 'U0GINA', channel: connect, text, thread_ts: null, files: [file.id] })
  await until(() => bodies.length > 0, { what: 'the mention' })
  const stub = { id: file.id, mode: 'file_access', file_access: 'check_file_info' }
  expect(bodies[0]).toMatchObject({
    is_ext_shared_channel: true,
    event: { user: 'U0GINA', team: 'T0ACME', files: [stub] },
  })
  const { channel } = await scene.client.conversations.info({ channel: connect })
  expect(channel).toMatchObject({ is_ext_shared: true, is_shared: true })
  expect((await scene.client.files.info({ file: file.id })).file).toMatchObject({
    name: 'a.txt',
    mode: 'hosted',
    user_team: 'T0ACME',
  })
})

test('a file of a private channel is readable to the app that is in it, and knows its share', async () => {
  await using scene = await openTestWorkspace()
  const { ts, files } = await scene.ada.drop({ name: 'a.txt', bytes: Buffer.from('a') }, dealRoom)
  const file = files[0]?.id ?? ''
  expect((await scene.client.files.info({ file })).file).toMatchObject({
    is_public: false,
    groups: [dealRoom],
    shares: { private: { [dealRoom]: [{ ts, channel_name: 'deal-room' }] } },
  })
  await scene.ada.post('membership', { user: 'U0ADA', channel: dealRoom, member: bot, on: false })
  await expect(scene.client.files.info({ file })).rejects.toMatchObject({ data: { error: 'file_not_found' } })
  const post = scene.client.chat.postMessage({ channel: dealRoom, text: 'x' })
  await expect(post).rejects.toMatchObject({ data: { error: 'channel_not_found' } })
})

test('shortcuts tell what they were used on: the message with its files, or nothing', async () => {
  await using scene = await openTestWorkspace()
  const used: object[] = []
  await scene.connect((app) =>
    app.shortcut(/./, async ({ ack, body }) => {
      await ack()
      used.push(body)
    }),
  )
  const { ts, files } = await scene.ada.drop({ name: 'a.txt', bytes: Buffer.from('a') })
  const shortcut = { user: 'U0ADA', channel: contracts, ts }
  await scene.ada.post('shortcut', { ...shortcut, callback_id: 'analyse_file' })
  await scene.ada.post('shortcut', { ...shortcut, channel: null, ts: null, callback_id: 'anywhere' })
  await until(() => used.length === 2, { what: 'both shortcuts' })
  expect(used).toMatchObject([
    {
      type: 'message_action',
      callback_id: 'analyse_file',
      trigger_id: expect.any(String),
      response_url: expect.stringContaining('/response/'),
      channel: { id: contracts, name: 'contracts' },
      message_ts: ts,
      message: { user: 'U0ADA', ts, files: [{ id: files[0]?.id, name: 'a.txt', mode: 'hosted' }] },
    },
    { type: 'shortcut', callback_id: 'anywhere', user: { id: 'U0ADA', team_id: 'T0LOCAL' } },
  ])
  expect(used[1]).not.toHaveProperty('channel')
})

test('a person takes back their own message, an admin anybody’s; the app hears it where it listens', async () => {
  await using scene = await openTestWorkspace()
  const heard: object[] = []
  await scene.connect((app) => app.event('message', async ({ event }) => void heard.push(event)))
  const ben = new SlackUser(scene.workspace.url, 'U0BEN')
  const dropped = await scene.ada.drop({ name: 'a.txt', bytes: Buffer.from('a') })
  const refused = await ben.post('delete', { user: 'U0BEN', channel: contracts, ts: dropped.ts })
  expect(refused).toMatchObject({ ok: false, error: 'cant_delete_message' })
  await scene.ada.post('delete', { user: 'U0ADA', channel: contracts, ts: dropped.ts })
  await ben.post('message', { user: 'U0BEN', channel: 'D0BEN', text: 'oops', thread_ts: null, files: [] })
  const { messages } = await ben.state()
  expect(messages.map((message) => message.text)).toEqual(['oops'])
  await ben.post('delete', { user: 'U0BEN', channel: 'D0BEN', ts: messages[0]?.ts })
  await until(() => heard.length === 2, { what: 'message and deletion' })
  expect(heard[1]).toMatchObject({ subtype: 'message_deleted', deleted_ts: messages[0]?.ts })
})

test('a deleted file is gone from its message and for the app', async () => {
  await using scene = await openTestWorkspace()
  const { files } = await scene.ada.drop({ name: 'a.txt', bytes: Buffer.from('a') })
  const file = files[0]?.id ?? ''
  expect(await scene.ada.post('files/delete', { user: 'U0BEN', file })).toMatchObject({
    error: 'cant_delete_file',
  })
  await scene.ada.post('files/delete', { user: 'U0ADA', file })
  expect((await scene.ada.state()).messages.map((message) => message.files)).toEqual([[]])
  expect((await scene.client.files.info({ file })).file).toMatchObject({ id: file, mode: 'tombstone' })
})

const label = { type: 'plain_text' as const, text: 'Label' }
const option = (value: string) => ({ text: label, value })
const field = (block_id: string, element: InputBlock['element']): InputBlock => ({
  type: 'input',
  block_id,
  label,
  element: { ...element, action_id: 'a' },
})

test('a form may hold every kind of field, and what was filled in reaches the app as it is', async () => {
  await using scene = await openTestWorkspace()
  const view: ModalView = {
    type: 'modal',
    title: label,
    submit: label,
    blocks: [
      field('person', { type: 'users_select', initial_user: 'U0BEN' }),
      field('people', { type: 'multi_users_select', max_selected_items: 2 }),
      field('place', { type: 'conversations_select', default_to_current_conversation: true }),
      field('number', { type: 'number_input', is_decimal_allowed: false, min_value: '1', max_value: '9' }),
      field('one', {
        type: 'radio_buttons',
        options: [option('a'), option('b')],
        initial_option: option('a'),
      }),
      field('some', { type: 'checkboxes', options: [option('a'), option('b')] }),
      field('found', { type: 'external_select', min_query_length: 1 }),
      { type: 'section', text: label, accessory: { type: 'overflow', options: [option('a')] } },
    ],
  }
  const submitted: unknown[] = []
  await scene.connect((app) => {
    app.command('/analyze-contract', async ({ ack, body, client }) => {
      await ack()
      await client.views.open({ trigger_id: body.trigger_id, view })
    })
    app.view(/.*/, async ({ ack, view: { state } }) => {
      submitted.push(state.values)
      await ack()
    })
  })
  const open = await scene.ada.command('/analyze-contract')
  const values = {
    person: { a: { type: 'users_select', selected_user: 'U0CHIARA' } },
    people: { a: { type: 'multi_users_select', selected_users: ['U0ADA', 'U0BEN'] } },
    place: { a: { type: 'conversations_select', selected_conversation: contracts } },
    number: { a: { type: 'number_input', value: '7' } },
    one: { a: { type: 'radio_buttons', selected_option: option('b') } },
    some: { a: { type: 'checkboxes', selected_options: [option('a'), option('b')] } },
    found: { a: { type: 'external_select', selected_option: option('x') } },
  }
  await scene.ada.submit(open, values)
  expect(submitted).toEqual([values])
})
