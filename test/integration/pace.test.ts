import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { createLog } from '../../src/log.ts'
import { NotYet } from '../../src/queue/not-yet.ts'
import { plain, richText, section } from '../../src/slack/blocks/rich-text.ts'
import { deliver, type OutboxDeps, type PostIntent } from '../../src/slack/outbox.ts'
import { callSlack } from '../../src/slack/pace.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { contracts, createClient, general, openTestWorkspace } from '../support/workspace.ts'

const log = createLog({ logLevel: 'silent' })
const words = (text: string) => [richText(section(plain(text)))]

/** Delivers as the queue does: what has to wait comes back at its time. */
async function deliverInTime(deps: OutboxDeps, intent: PostIntent): Promise<void> {
  for (;;) {
    try {
      return void (await deliver(deps, intent))
    } catch (error) {
      if (!(error instanceof NotYet)) throw error
      await wait(error.at.getTime() - Date.now())
    }
  }
}

test('messages of one channel keep their distance across processes, another channel does not wait for them', async () => {
  await using database = await createTestDatabase()
  await using scene = await openTestWorkspace()
  const { workspace, client } = scene
  await client.conversations.join({ channel: general })
  const elsewhere = connect(database.url)
  const processes = [database.db, elsewhere].map((db) => ({ db, log, client: createClient(workspace) }))
  const started = Date.now()
  const posts = processes.flatMap((deps, process) =>
    Array.from({ length: 5 }, async (_, index) =>
      deliverInTime(deps, {
        ownerId: randomUUID(),
        kind: 'result-1',
        channelId: contracts,
        threadTs: null,
        blocks: words(`${process}-${index}`),
      }),
    ),
  )
  const [deps] = processes
  if (!deps) throw new Error('no process')
  const other = { ownerId: randomUUID(), kind: 'result-1', channelId: general, threadTs: null }
  await deliver(deps, { ...other, blocks: words('other') })
  expect(Date.now() - started).toBeLessThan(1500)
  await Promise.all(posts)
  await elsewhere.destroy()
  const times = workspace.faults
    .calls('chat.postMessage')
    .filter((call) => call.arguments['channel'] === contracts)
    .map((call) => call.at)
  expect(times).toHaveLength(10)
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0))
  // On the way some of the 1.1 seconds may get lost.
  expect(Math.min(...gaps)).toBeGreaterThan(800)
  expect(Date.now() - started).toBeLessThan(20_000)
}, 60_000)

test('a method that Slack wants to rest is not called until then by any process; other methods are', async () => {
  await using database = await createTestDatabase()
  await using scene = await openTestWorkspace()
  const { workspace } = scene
  const deps = { db: database.db, log, client: createClient(workspace) }
  const intent = { ownerId: randomUUID(), kind: 'plan', channelId: contracts, threadTs: null }
  const { ts } = await deliver(deps, { ...intent, blocks: words('one') })
  workspace.faults.fail('chat.update', { times: 1, status: 429, retryAfterSeconds: 5 })
  const refused = deliver(deps, { ...intent, blocks: words('two') })
  await expect(refused).rejects.toThrow(NotYet)
  const again = deliver({ ...deps, client: createClient(workspace) }, { ...intent, blocks: words('two') })
  const waitMs = await again.catch((error: unknown) =>
    error instanceof NotYet ? error.at.getTime() - Date.now() : null,
  )
  expect(waitMs).toBeGreaterThan(3500)
  expect(workspace.faults.calls('chat.update')).toHaveLength(1)
  await deliver(deps, { ...intent, ownerId: randomUUID(), blocks: words('posted meanwhile') })
  const added = callSlack(deps, { method: 'reactions.add' }, () =>
    deps.client.reactions.add({ channel: contracts, timestamp: ts, name: 'eyes' }),
  )
  expect(await added).toMatchObject({ ok: true })
  await deliverInTime(deps, { ...intent, blocks: words('two') })
  expect(workspace.faults.calls('chat.update')).toHaveLength(2)
})

test('progress changes a message at most every 2.5 seconds, its end does at once', async () => {
  await using database = await createTestDatabase()
  await using scene = await openTestWorkspace()
  const deps = { db: database.db, log, client: createClient(scene.workspace) }
  const intent = {
    ownerId: randomUUID(),
    kind: 'plan',
    channelId: contracts,
    threadTs: null,
    isProgress: true,
  }
  await deliver(deps, { ...intent, blocks: words('waiting') })
  const early = deliver(deps, { ...intent, blocks: words('running') })
  await expect(early).rejects.toThrow(NotYet)
  await deliver(deps, { ...intent, isProgress: false, blocks: words('done') })
  expect((await scene.ada.state()).messages.map((message) => message.text)).toEqual(['done'])
})
