import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Task } from '../../src/tasks/task-state.ts'
import { makeHome, projectFolder, startProgram } from '../support/program.ts'
import { withGivenSlack } from '../support/given-slack.ts'
import { homeShows, modal, openHome, pressInHome } from '../support/slack-home.ts'
import { SlackUser } from '../support/slack-user.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')

interface Scene {
  database: TestDatabase
  ada: SlackUser
  ben: SlackUser
}

async function withProgram(use: (scene: Scene) => Promise<void>): Promise<void> {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url })
  const [ada, ben] = [new SlackUser(program.url), new SlackUser(program.url, 'U0BEN')]
  await use({ database, ada, ben })
}

/** A task of hers that is there already, in a state of the test's choice. */
async function insertTask(database: TestDatabase, task: Partial<Task> & { id: string }): Promise<void> {
  await database.db
    .insertInto('task')
    .values({
      dedupe_key: `test:${task.id}`,
      analysis: 'analyze-contract',
      variables: '{}',
      source_file_id: 'F0GONE',
      file_name: 'lease.pdf',
      requested_by: 'U0ADA',
      team_id: await teamId(database),
      channel_id: 'C0CONTRACTS',
      opens_thread: false,
      model: 'offline/offline-extractive',
      ...task,
      // Columns of JSON take text.
    } as never)
    .execute()
}

async function teamId({ db }: TestDatabase): Promise<string> {
  const row = await db.selectFrom('home_opened').select('team_id').executeTakeFirstOrThrow()
  return row.team_id
}

test('a newcomer reads first what can be done, then their analyses come and stay fresh', async () => {
  await withProgram(async ({ ada, ben }) => {
    const first = await openHome(ada, 'What I can do')
    expect(first).toContain('/analyze-contract')
    expect(first.indexOf('What I can do')).toBeLessThan(first.indexOf('Channel rules'))
    expect(first).not.toContain('Your analyses')

    const dropped = await ada.drop(contract)
    await ada.press(dropped, 'Contract analysis')
    const done = await homeShows(ada, /agency\.pdf.*\d+ findings/)
    expect(done.indexOf('agency.pdf')).toBeLessThan(done.indexOf('What I can do'))
    expect(done).toMatch(/1 analysis, \$0\.00/)
    expect(done).toContain('Everybody: ')
    await homeShows(ada, /"url":"http[^"]*C0CONTRACTS/)

    const other = await openHome(ben, 'What I can do')
    expect(other).not.toContain('agency.pdf')
    expect(other).not.toContain('Everybody')
    expect(other).not.toContain('Channel rules')
  })
})

test('a running analysis is cancelled from there, one that failed is tried again', async () => {
  await withProgram(async ({ database, ada, ben }) => {
    await openHome(ada, 'What I can do')
    const running = '11111111-1111-4111-8111-111111111111'
    const failed = '22222222-2222-4222-8222-222222222222'
    await insertTask(database, { id: running, state: 'queued', file_name: 'waits.pdf' })
    await insertTask(database, {
      id: failed,
      state: 'failed',
      file_name: 'lost.pdf',
      error_code: 'file_download_failed',
      error_message: 'I could not fetch that file from Slack.',
    })
    await openHome(ada, 'waits.pdf')
    await homeShows(ada, 'I could not fetch that file from Slack.')
    await pressInHome(ada, 'Cancel')
    await homeShows(ada, /waits\.pdf[^\]]*cancelled/)
    await homeShows(ada, 'Waiting for you')
    await pressInHome(ada, 'Try again')
    const again = async () =>
      database.db
        .selectFrom('task')
        .select(['state', 'started_at'])
        .where('id', '=', failed)
        .executeTakeFirst()
    await until(async () => ((await again())?.started_at ? true : undefined), { what: 'another try' })

    const home = (await ada.state()).home
    expect(home).not.toBeNull()
    await openHome(ben, 'What I can do')
    await ben.post('action', {
      user: ben.id,
      container: { type: 'view', view_id: (await ben.state()).home?.id },
      block_id: 'b',
      action_id: 'home-cancel',
      element: { type: 'button', value: failed, text: { type: 'plain_text', text: 'Cancel' } },
    })
    await modal(ben, 'That analysis is not yours, or is gone.')
  })
})

test('who never opened it gets none published, and the same is published once', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ workspace, ada }) => {
    const dropped = await ada.drop(contract)
    await ada.press(dropped, 'Contract analysis')
    await ada.sees(dropped, /"title":"[^"]*: done"/)
    const published = () => workspace.faults.calls('views.publish').length
    expect(published()).toBe(0)
    workspace.faults.deliveries = 3
    await openHome(ada, 'agency.pdf')
    expect(published()).toBe(1)
    workspace.faults.deliveries = 1
    workspace.faults.fail('views.publish', { times: 2, status: 429, retryAfterSeconds: 1 })
    const again = await ada.drop({
      name: 'second.txt',
      bytes: Buffer.from('It is governed by the laws of England.'),
    })
    await ada.press(again, 'Contract analysis')
    await homeShows(ada, /second\.txt[^\]]*findings?/)
  })
})
