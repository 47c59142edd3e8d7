import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { createSlackClient } from '../../src/slack/app.ts'
import { deliver, type OutboxDeps } from '../../src/slack/outbox.ts'
import { bold, richText, section } from '../../src/slack/blocks/rich-text.ts'
import { startWorkspace, type Workspace } from '../../src/workspace/start-workspace.ts'
import type { Message } from '../../src/workspace/client-protocol.ts'
import { makeHome, projectFolder } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'

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
