import { expect, test } from 'vitest'
import { contracts, general, openTestWorkspace } from '../support/workspace.ts'

const plain = (text: string) => ({ type: 'plain_text', text })
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } })
const button = (change: object = {}) => ({
  type: 'button',
  text: plain('Press'),
  action_id: 'press',
  ...change,
})
const actions = (...elements: object[]) => ({ type: 'actions', elements })
const option = (value: string, text = 'One') => ({ text: plain(text), value })
const select = (options: object[]) => actions({ type: 'static_select', action_id: 'choose', options })
const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index))
const card = (change: object = {}) => ({
  type: 'task_card',
  task_id: 'a',
  title: 'A',
  status: 'pending',
  ...change,
})
const rich = (...elements: object[]) => ({ type: 'rich_text', elements })

test.each<[string, object[]]>([
  ['a section of 3,001 characters', [section('x'.repeat(3001))]],
  ['a section without text', [{ type: 'section' }]],
  ['eleven fields', [{ type: 'section', fields: many(11, () => plain('x')) }]],
  ['a field of 2,001 characters', [{ type: 'section', fields: [plain('x'.repeat(2001))] }]],
  ['a header of 151 characters', [{ type: 'header', text: plain('x'.repeat(151)) }]],
  ['a header in mrkdwn', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }]],
  ['eleven context elements', [{ type: 'context', elements: many(11, () => plain('x')) }]],
  ['26 buttons', [actions(...many(26, (index) => button({ action_id: `press-${index}` })))]],
  ['a button text of 76 characters', [actions(button({ text: plain('x'.repeat(76)) }))]],
  ['a button value of 2,001 characters', [actions(button({ value: 'x'.repeat(2001) }))]],
  ['a button of an unknown style', [actions(button({ style: 'loud' }))]],
  ['an action_id of 256 characters', [actions(button({ action_id: 'x'.repeat(256) }))]],
  ['the same action_id twice in a block', [actions(button(), button())]],
  ['a block_id of 256 characters', [{ ...section('x'), block_id: 'x'.repeat(256) }]],
  ['the same block_id twice', many(2, () => ({ ...section('x'), block_id: 'same' }))],
  ['101 options', [select(many(101, (index) => option(String(index))))]],
  ['no options', [select([])]],
  ['an option of 76 characters', [select([option('a', 'x'.repeat(76))])]],
  [
    'six entries of an overflow menu',
    [actions({ type: 'overflow', options: many(6, (index) => option(String(index))) })],
  ],
  [
    'a first choice that is no option',
    [actions({ type: 'static_select', options: [option('a')], initial_option: option('b') })],
  ],
  ['a menu of which nothing may be chosen', [actions({ type: 'multi_users_select', max_selected_items: 0 })]],
  ['a search from no letters on', [actions({ type: 'external_select', min_query_length: 0 })]],
  ['an unknown block', [{ type: 'poem' }]],
  ['an unknown element', [actions({ type: 'lever' })]],
  ['a file field outside a form', [actions({ type: 'file_input', action_id: 'a' })]],
  ['a plan without title', [{ type: 'plan', tasks: [card()] }]],
  ['a task card of an unknown status', [{ type: 'plan', title: 'P', tasks: [card({ status: 'late' })] }]],
  [
    'task details that are no rich text',
    [{ type: 'plan', title: 'P', tasks: [card({ details: section('x') })] }],
  ],
  ['an unknown part of rich text', [rich({ type: 'rich_text_poem', elements: [] })]],
  [
    'an empty text in rich text',
    [rich({ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] })],
  ],
  ['a table of 101 rows', [{ type: 'table', rows: many(101, () => [{ type: 'raw_text', text: 'x' }]) }]],
])('a message with %s is refused, and the place is named', async (_, blocks) => {
  await using scene = await openTestWorkspace()
  const call = scene.client.apiCall('chat.postMessage', { channel: contracts, text: 'x', blocks })
  const messages = [expect.stringMatching(/^\[ERROR\] .+ \[json-pointer:\/blocks\//)]
  await expect(call).rejects.toMatchObject({
    data: { error: 'invalid_blocks', response_metadata: { messages } },
  })
})

test.each<[string, object, string]>([
  ['51 blocks', { blocks: many(51, () => section('x')) }, 'msg_blocks_too_many'],
  [
    '11,600 characters in sections',
    { blocks: many(4, () => section('x'.repeat(2900))) },
    'msg_blocks_too_long',
  ],
  [
    '12,001 of markdown in two blocks',
    { blocks: many(2, () => ({ type: 'markdown', text: 'x'.repeat(6001) })) },
    'msg_blocks_too_long',
  ],
  ['12,001 of markdown_text', { markdown_text: 'x'.repeat(12_001) }, 'msg_too_long'],
  ['markdown_text beside text', { markdown_text: 'x', text: 'x' }, 'markdown_text_conflict'],
  ['blocks that are no list', { blocks: '{}' }, 'invalid_blocks_format'],
  ['nothing', {}, 'no_text'],
  ['metadata of no known form', { text: 'x', metadata: { a: 1 } }, 'invalid_metadata_format'],
  ['a channel without the bot', { channel: general, text: 'x' }, 'not_in_channel'],
  ['a channel that is not there', { channel: 'C0NOWHERE', text: 'x' }, 'channel_not_found'],
  ['a thread that is not there', { text: 'x', thread_ts: '1.000000' }, 'thread_not_found'],
])('a message with %s is refused', async (_, message, error) => {
  await using scene = await openTestWorkspace()
  const call = scene.client.apiCall('chat.postMessage', { channel: contracts, ...message })
  await expect(call).rejects.toMatchObject({ data: { ok: false, error } })
})

test('what is at the limits is taken as it is', async () => {
  await using scene = await openTestWorkspace()
  const blocks = [
    section('x'.repeat(3000)),
    { type: 'header', text: plain('x'.repeat(150)) },
    actions(...many(25, (index) => button({ action_id: `press-${index}`, value: 'x'.repeat(2000) }))),
    select(many(100, (index) => option(String(index)))),
    {
      type: 'plan',
      title: 'P',
      tasks: [card({ output: rich({ type: 'rich_text_section', elements: [] }) })],
    },
    { type: 'markdown', text: 'x'.repeat(7000) },
    {
      type: 'context_actions',
      elements: [
        {
          type: 'feedback_buttons',
          positive_button: { text: plain('Good'), value: '1' },
          negative_button: { text: plain('Bad'), value: '0' },
        },
      ],
    },
  ]
  await scene.client.apiCall('chat.postMessage', { channel: contracts, blocks })
  const { messages } = await scene.ada.state()
  expect(messages[0]?.blocks).toMatchObject(blocks)
  expect(messages[0]?.blocks.every((block) => block.block_id)).toBe(true)
})

test('a text of 40,001 characters is cut off with a warning, one that looks like JSON stays a text', async () => {
  await using scene = await openTestWorkspace()
  const answer = await scene.client.chat.postMessage({ channel: contracts, text: 'x'.repeat(40_001) })
  expect(answer).toMatchObject({ warning: 'message_truncated' })
  await scene.client.chat.postMessage({ channel: contracts, text: '[1, 2]' })
  const texts = (await scene.ada.state()).messages.map((message) => message.text)
  expect(texts).toEqual(['x'.repeat(40_000), '[1, 2]'])
})

test('chat.update refuses more than 4,000 characters and messages of others', async () => {
  await using scene = await openTestWorkspace()
  const { client, ada } = scene
  const { ts = '' } = await client.chat.postMessage({ channel: contracts, text: 'hello' })
  const update = (change: { ts?: string; text: string }) =>
    client.chat.update({ channel: contracts, ts, ...change })
  await expect(update({ text: 'x'.repeat(4001) })).rejects.toMatchObject({ data: { error: 'msg_too_long' } })
  await expect(update({ ts: '1.0', text: 'x' })).rejects.toMatchObject({
    data: { error: 'message_not_found' },
  })
  const theirs = await ada.drop({ name: 'a.txt', bytes: Buffer.from('a') })
  await expect(update({ ts: theirs.ts, text: 'x' })).rejects.toMatchObject({
    data: { error: 'cant_update_message' },
  })
  await client.reactions.add({ channel: contracts, timestamp: ts, name: 'eyes' })
  const again = client.reactions.add({ channel: contracts, timestamp: ts, name: 'eyes' })
  await expect(again).rejects.toMatchObject({ data: { error: 'already_reacted' } })
})

const modal = { type: 'modal', title: plain('Form'), blocks: [section('x')] }

test.each<[string, object]>([
  ['a title of 25 characters', { title: plain('x'.repeat(25)) }],
  ['a submit text of 25 characters', { submit: plain('x'.repeat(25)) }],
  ['private_metadata of 3,001 characters', { private_metadata: 'x'.repeat(3001) }],
  ['a callback_id of 256 characters', { callback_id: 'x'.repeat(256) }],
  ['101 blocks', { blocks: many(101, () => section('x')) }],
  ['a markdown block', { blocks: [{ type: 'markdown', text: 'x' }] }],
  [
    'fields and no submit',
    { blocks: [{ type: 'input', label: plain('L'), element: { type: 'plain_text_input' } }] },
  ],
  [
    'eleven files',
    {
      submit: plain('Go'),
      blocks: [{ type: 'input', label: plain('L'), element: { type: 'file_input', max_files: 11 } }],
    },
  ],
])('a form with %s is refused', async (_, change) => {
  await using scene = await openTestWorkspace()
  const triggers: string[] = []
  await scene.connect((app) =>
    app.command('/analyze-contract', async ({ ack, body }) => {
      triggers.push(body.trigger_id)
      await ack()
    }),
  )
  await scene.ada.post('command', {
    user: 'U0ADA',
    channel: contracts,
    command: '/analyze-contract',
    text: '',
  })
  const open = scene.client.apiCall('views.open', { trigger_id: triggers[0], view: { ...modal, ...change } })
  await expect(open).rejects.toMatchObject({ data: { error: 'invalid_arguments' } })
})

test('a method that is not there, a wrong token and a missing argument are refused with status 200', async () => {
  await using scene = await openTestWorkspace()
  const call = async (method: string, headers: Record<string, string>) =>
    (await fetch(`${scene.workspace.apiUrl}${method}`, { method: 'POST', headers })).json()
  const authorization = `Bearer ${scene.workspace.botToken}`
  expect(await call('chat.postPoem', { authorization })).toMatchObject({ ok: false, error: 'unknown_method' })
  expect(await call('auth.test', {})).toEqual({ ok: false, error: 'not_authed' })
  expect(await call('auth.test', { authorization: 'Bearer xoxb-1' })).toEqual({
    ok: false,
    error: 'invalid_auth',
  })
  expect(await call('files.info', { authorization })).toMatchObject({ ok: false, error: 'invalid_arguments' })
  const wrongKind = await call('apps.connections.open', { authorization })
  expect(wrongKind).toEqual({ ok: false, error: 'not_allowed_token_type' })
})
