import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { createSlackClient } from '../../src/slack/app.ts'
import { clearLeftOvers } from '../../src/slack/clear-left-overs.ts'
import { note } from '../../src/slack/blocks/rich-text.ts'
import { deliver } from '../../src/slack/outbox.ts'
import { startWorkspace } from '../../src/workspace/start-workspace.ts'
import { makeHome, projectFolder } from '../support/program.ts'
import { SlackUser } from '../support/slack-user.ts'
import { view } from '../support/task-views.ts'
import { createTestDatabase } from '../support/test-database.ts'

test('a message that the result does not need any more says so; all others stay as they are', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  const manifestFile = join(projectFolder, 'manifest.yml')
  await using workspace = await startWorkspace({ port: 0, folder: home.folder, manifestFile })
  const { botToken, appToken, signingSecret, apiUrl } = workspace
  const log = createLog({ logLevel: 'silent' })
  const client = createSlackClient({ botToken, appToken, signingSecret, apiUrl }, log)
  const deps = { db: database.db, client, log }
  const task = view({ id: '7c9e6679-7425-40de-944b-e07fc1f90ae7', channelId: 'C0CONTRACTS', threadTs: null })
  const blocks = [note('Part of it.')]
  for (const kind of ['plan', 'result-1', 'result-2', 'shared-1', 'result-1-text'])
    await deliver(deps, { ownerId: task.id, kind, channelId: 'C0CONTRACTS', threadTs: null, blocks })
  const texts = async () => {
    const { messages } = await new SlackUser(workspace.url).state()
    return messages.toSorted((a, b) => (a.ts < b.ts ? -1 : 1)).map(({ text }) => text)
  }

  // While it runs again there is no result, and the one of before stands.
  await clearLeftOvers(deps, task, [{ kind: 'plan', opens: false, blocks }])
  expect(new Set(await texts())).toEqual(new Set(['Part of it.']))

  await clearLeftOvers(deps, task, [{ kind: 'result-1', opens: false, blocks }])
  expect(await texts()).toEqual([
    'Part of it.',
    'Part of it.',
    'This part of the result stands further up now.',
    'Part of it.',
    'Part of it.',
  ])
})
