import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { createSlackClient } from '../../src/slack/app.ts'
import { deliverFile } from '../../src/slack/deliver-file.ts'
import { deliver, type OutboxDeps } from '../../src/slack/outbox.ts'
import { bold, richText, section } from '../../src/slack/blocks/rich-text.ts'
import { startWorkspace, type Workspace } from '../../src/workspace/start-workspace.ts'
import type { Message } from '../../src/workspace/client-protocol.ts'
import { makeHome, projectFolder } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { hasBlocks } from '../support/workspace.ts'

const log = createLog({ logLevel: 'silent' })

interface Scene {
  deps: OutboxDeps
  workspace: Workspace
  /** What stands in the channel. */
  messages: () => Promise<Message[]>
}

async function withOutbox(use: (scene: Scene) => Promise<void>): Promise<void> {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using workspace = await startWorkspace({
    port: 0,
    folder: home.folder,
    manifestFile: join(projectFolder, 'manifest.yml'),
  })
  const { botToken, appToken, signingSecret, apiUrl } = workspace
  const client = createSlackClient({ botToken, appToken, signingSecret, apiUrl }, log)
  const ada = new SlackUser(workspace.url)
  await use({
    deps: { db: database.db, client, log },
    workspace,
    messages: async () => (await ada.state()).messages,
  })
}

const words = (text: string) => [richText(section(bold(text)))]
const place = { channelId: 'C0CONTRACTS', threadTs: null }

test('delivering the same twice posts once, other content changes the message', async () => {
  await withOutbox(async ({ deps, workspace, messages }) => {
    const intent = { ownerId: randomUUID(), kind: 'plan', ...place }
    const first = await deliver(deps, { ...intent, blocks: words('one') })
    expect(await deliver(deps, { ...intent, blocks: words('one') })).toEqual({ ...first, changed: false })
    expect(await deliver(deps, { ...intent, blocks: words('two') })).toEqual({ ...first, changed: true })
    expect((await messages()).map((message) => message.text)).toEqual(['two'])
    expect(workspace.faults.calls('chat.postMessage')).toHaveLength(1)
  })
})

test('a post whose answer was lost is found again and not repeated', async () => {
  await withOutbox(async ({ deps, workspace, messages }) => {
    const intent = { ownerId: randomUUID(), kind: 'result-1', ...place, blocks: words('the result') }
    workspace.faults.fail('chat.postMessage', { times: 1, loseAnswer: true })
    await deliver(deps, intent).catch(() => deliver(deps, intent))
    expect((await messages()).filter((message) => shown(message).includes('the result'))).toHaveLength(1)
  })
})

test('where Slack refuses the blocks the words are posted as text', async () => {
  await withOutbox(async ({ deps, workspace, messages }) => {
    workspace.faults.fail('chat.postMessage', { times: 1, error: 'invalid_blocks' })
    await deliver(deps, {
      ownerId: randomUUID(),
      kind: 'result-1',
      ...place,
      blocks: words('<!channel> 5 < 6'),
    })
    const [message] = await messages()
    expect(message).toMatchObject({ text: '&lt;!channel&gt; 5 &lt; 6', blocks: [] })
  })
})

test('a message that somebody deleted stays deleted', async () => {
  await withOutbox(async ({ deps, messages }) => {
    const intent = { ownerId: randomUUID(), kind: 'plan', ...place }
    const { ts } = await deliver(deps, { ...intent, blocks: words('one') })
    await deps.client.chat.delete({ channel: place.channelId, ts })
    await deliver(deps, { ...intent, blocks: words('two') })
    expect(await messages()).toEqual([])
  })
})

test.each([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'invalid_arguments',
  'cannot_parse_attachment',
])('a post that Slack refuses with %s comes as text', async (error) => {
  await withOutbox(async ({ deps, workspace, messages }) => {
    workspace.faults.fail('chat.postMessage', { times: 1, error, when: hasBlocks })
    await deliver(deps, { ownerId: randomUUID(), kind: 'result-1', ...place, blocks: words('the result') })
    expect(await messages()).toMatchObject([{ text: 'the result', blocks: [] }])
  })
})

const filesOf = (messages: Message[]) => messages.flatMap((message) => message.files)

test('words that find no room in a change whose blocks are refused follow as a file, once', async () => {
  await withOutbox(async ({ deps, workspace, messages }) => {
    const intent = { ownerId: randomUUID(), kind: 'result-1', ...place }
    await deliver(deps, { ...intent, blocks: words('one') })
    const long = `Beginning <&> ${'of a long story '.repeat(400)}end.`
    workspace.faults.fail('chat.update', { times: 1, error: 'msg_blocks_too_long', when: hasBlocks })
    await deliver(deps, { ...intent, blocks: words(long) })
    expect(await deliver(deps, { ...intent, blocks: words(long) })).toMatchObject({ changed: false })
    const [first, ...rest] = await messages()
    expect(first?.text).toContain('Beginning')
    expect(first?.text).toContain('The whole text follows as a file.')
    expect(rest).toMatchObject([{ thread_ts: first?.ts, files: [{ name: 'whole-text.txt' }] }])
    const file = filesOf(rest)[0]
    expect(await (await fetch(`${workspace.url}${file?.url}`)).text()).toBe(long)
  })
})

const file = { name: 'findings.md', title: 'All findings', text: '# Findings\n' }

test('a file is posted once, also where the answer to its sharing was lost', async () => {
  await withOutbox(async ({ deps, workspace, messages }) => {
    const root = await deliver(deps, { ownerId: randomUUID(), kind: 'plan', ...place, blocks: words('plan') })
    const intent = { ownerId: randomUUID(), kind: 'all', channelId: place.channelId, threadTs: root.ts, file }
    workspace.faults.fail('files.completeUploadExternal', { times: 1, loseAnswer: true })
    await expect(deliverFile(deps, intent)).rejects.toBeInstanceOf(Error)
    await deliverFile(deps, intent)
    await deliverFile(deps, intent)
    expect(filesOf(await messages())).toMatchObject([{ name: 'findings.md' }])
    expect((await messages()).at(-1)).toMatchObject({ thread_ts: root.ts })
  })
})

test('a file with other content is posted beside the old one', async () => {
  await withOutbox(async ({ deps, messages }) => {
    const intent = { ownerId: randomUUID(), kind: 'all', ...place, file }
    await deliverFile(deps, intent)
    await deliverFile(deps, { ...intent, file: { ...file, text: 'other' } })
    expect(filesOf(await messages())).toHaveLength(2)
  })
})

test('where the app may not upload, a long part comes as messages', async () => {
  await withOutbox(async ({ deps, workspace, messages }) => {
    workspace.faults.fail('files.getUploadURLExternal', { times: 9, error: 'missing_scope' })
    const text = `start ${'x'.repeat(9000)} end`
    const intent = { ownerId: randomUUID(), kind: 'all', ...place, file: { ...file, text } }
    await deliverFile(deps, intent)
    await deliverFile(deps, intent)
    const all = (await messages()).map(shown).join('')
    expect(await messages()).toHaveLength(2)
    expect(all).toContain('All findings')
    expect(all).toContain('start x')
    expect(all).toContain('x end')
  })
})

test('what can no longer be changed is posted anew', async () => {
  await withOutbox(async ({ deps, workspace, messages }) => {
    const intent = { ownerId: randomUUID(), kind: 'result-1', ...place }
    await deliver(deps, { ...intent, blocks: words('one') })
    workspace.faults.fail('chat.update', { times: 1, error: 'edit_window_closed' })
    await deliver(deps, { ...intent, blocks: words('two') })
    expect((await messages()).map((message) => message.text)).toEqual(['one', 'two'])
  })
})
