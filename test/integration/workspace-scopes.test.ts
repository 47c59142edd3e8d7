import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import {
  contracts,
  general,
  openTestWorkspace,
  withScopes,
  type TestWorkspace,
} from '../support/workspace.ts'

async function openWith(...scopes: string[]): Promise<TestWorkspace> {
  return openTestWorkspace({}, withScopes(scopes))
}

test('a method without its scope is refused, and the answer names it', async () => {
  await using scene = await openWith('chat:write', 'channels:history')
  const { client } = scene
  await expect(client.users.info({ user: 'U0ADA' })).rejects.toMatchObject({
    data: {
      ok: false,
      error: 'missing_scope',
      needed: 'users:read',
      provided: 'chat:write,channels:history',
    },
  })
  const lacks = (needed: string) => ({ data: { error: 'missing_scope', needed } })
  await expect(
    client.reactions.add({ channel: contracts, timestamp: '1', name: 'eyes' }),
  ).rejects.toMatchObject(lacks('reactions:write'))
  await expect(client.conversations.info({ channel: contracts })).rejects.toMatchObject(
    lacks('channels:read'),
  )
  await expect(client.conversations.list({ types: 'im' })).rejects.toMatchObject(lacks('im:read'))
})

test('what is granted works, and reading a thread depends on the kind of its channel', async () => {
  await using scene = await openWith('chat:write', 'channels:history')
  const { client } = scene
  const inPublic = await client.chat.postMessage({ channel: contracts, text: 'x' })
  const inPrivate = await client.chat.postMessage({ channel: 'C0DEALROOM', text: 'x' })
  const replies = await client.conversations.replies({ channel: contracts, ts: inPublic.ts ?? '' })
  expect(replies.messages).toHaveLength(1)
  const call = client.conversations.replies({ channel: 'C0DEALROOM', ts: inPrivate.ts ?? '' })
  await expect(call).rejects.toMatchObject({ data: { error: 'missing_scope', needed: 'groups:history' } })
})

test('without files:read a download is a login page with status 200, and no file is told of', async () => {
  await using scene = await openWith('chat:write', 'app_mentions:read')
  const heard: string[] = []
  await scene.connect((app) => {
    for (const kind of ['file_shared', 'app_mention'])
      app.event(kind, async ({ event }) => void heard.push(event.type))
  })
  const dropped = await scene.ada.drop({ name: 'a.txt', bytes: Buffer.from('a') })
  const answer = await fetch(`${scene.workspace.url}/files-pri/${dropped.files[0]?.id}`, {
    headers: { authorization: `Bearer ${scene.workspace.botToken}` },
  })
  expect(answer.status).toBe(200)
  expect(await answer.text()).toMatch(/^<!DOCTYPE html>/)
  const mention = { user: 'U0ADA', channel: contracts, text: '@Paralegal hello', thread_ts: null, files: [] }
  await scene.ada.post('message', mention)
  await until(() => heard.length > 0, { what: 'the mention' })
  expect(heard).toEqual(['app_mention'])
})

test('posts that come too fast are refused in their channel alone, and counted', async () => {
  await using scene = await openTestWorkspace()
  const { client, workspace } = scene
  workspace.faults.limitPosting(1)
  await client.chat.postMessage({ channel: contracts, text: 'first' })
  const second = client.chat.postMessage({ channel: contracts, text: 'second' })
  await expect(second).rejects.toMatchObject({ retryAfter: 1 })
  await client.chat.postMessage({ channel: 'C0DEALROOM', text: 'elsewhere' })
  expect(workspace.faults.refusedPosts).toBe(1)
})

test('a workspace of an older version keeps its people and channels', async () => {
  await using older = await openTestWorkspace()
  const journal = await readFile(join(older.folder, 'journal.jsonl'), 'utf8')
  const known = journal
    .split('\n')
    .filter((line) => !/C0DEALROOM|C0CONNECT|U0DAN|D0DAN|U0GINA/.test(line) || line.includes(contracts))
    .map((line) => line.replace(/,"role":"\w+"/, '').replace(',"isConnect":false', ''))
  await using home = await openTestWorkspace({}, async (_file, folder) =>
    writeFile(join(folder, 'journal.jsonl'), known.join('\n')),
  )
  const { people, channels } = await home.ada.state()
  expect(people.map((person) => [person.id, person.role])).toEqual([
    ['U0ADA', 'member'],
    ['U0BEN', 'member'],
    ['U0CHIARA', 'member'],
    ['U0PARALEGAL', 'member'],
  ])
  expect(channels.map((channel) => [channel.id, channel.isConnect])).toEqual([
    [contracts, false],
    [general, false],
    ['D0ADA', false],
  ])
})
