import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { openModelScene, type ModelScene } from '../support/model-scene.ts'
import { openHome, pressInHome } from '../support/slack-home.ts'
import { shown } from '../support/slack-user.ts'
import { until } from '../support/until.ts'

// A closed vote of three people, as the program leaves it behind; another team's is not to be seen.
async function settle(scene: ModelScene, teamId: string, winner: number): Promise<void> {
  const { db } = scene.database
  const [taskId, ballotId] = [randomUUID(), randomUUID()]
  await db
    .insertInto('task')
    .values({
      id: taskId,
      dedupe_key: taskId,
      state: 'done',
      analysis: 'analyze-contract',
      variables: '{}',
      file_name: 'a.pdf',
      requested_by: 'U0BEN',
      team_id: teamId,
      channel_id: 'C0CONTRACTS',
      opens_thread: false,
      prompt_version: 4,
      prompt_hash: 'abcdef0123456789',
      model: 'anthropic/claude-opus-5-5',
      variations: 2,
    })
    .execute()
  await db
    .insertInto('variation')
    .values([
      { task_id: taskId, number: 1, variant: null, model: 'anthropic/claude-opus-5-5', effort: null },
      { task_id: taskId, number: 2, variant: 'brief', model: `anthropic/claude-haiku-5-5`, effort: 'low' },
    ])
    .execute()
  await db
    .insertInto('ballot')
    .values({
      id: ballotId,
      task_id: taskId,
      team_id: teamId,
      emoji: 'white_check_mark',
      closes_at: new Date(),
    })
    .execute()
  await db
    .insertInto('ballot_option')
    .values([
      { ballot_id: ballotId, label: 'A', variation: 2 },
      { ballot_id: ballotId, label: 'B', variation: 1 },
    ])
    .execute()
  await db
    .updateTable('ballot')
    .set({
      state: 'closed',
      stopped_at: new Date(),
      closed_at: new Date(),
      winner,
      decided_by: 'votes',
      tally: '{}',
    })
    .where('id', '=', ballotId)
    .execute()
}

test('what wins stands in Home, and comes as a picture with words by command and by button', async () => {
  await using scene = await openModelScene()
  const { ada } = scene
  const direct = async () => (await ada.state()).messages.filter(({ channel }) => channel.startsWith('D'))
  expect(await ada.says('/paralegal', 'stats')).toBe('What wins your votes comes in a direct message.')
  await until(async () =>
    (await direct()).some((message) => shown(message).includes('No vote is closed yet.')),
  )

  await settle(scene, 'T0LOCAL', 1)
  await settle(scene, 'T0LOCAL', 1)
  await settle(scene, 'T0LOCAL', 2)
  await settle(scene, 'T0OTHER', 2)
  await ada.says('/paralegal', 'stats')
  const words = await until(async () =>
    (await direct()).find((message) => shown(message).includes('3 votes closed, 3 decided by people.')),
  )
  expect(shown(words)).toMatch(/anthropic\/claude-opus-5-5.*: won 2 of 3; preferred to an average one/)
  const picture = await until(async () =>
    (await direct()).flatMap(({ files }) => files).find(({ name }) => name === 'what-wins.png'),
  )
  expect(picture).toMatchObject({
    mimetype: 'image/png',
    alt: expect.stringContaining('won 2 of 3') as string,
  })
  const served = await fetch(`${scene.url}${picture.url}`)
  expect(served.headers.get('content-type')).toBe('image/png')
  expect(
    Buffer.from(await served.arrayBuffer())
      .subarray(1, 4)
      .toString('latin1'),
  ).toBe('PNG')

  const home = await openHome(ada, 'What wins your votes')
  expect(home).toContain('claude-opus-5-5')
  const before = (await direct()).length
  expect(await pressInHome(ada, 'Send me the chart')).toMatchObject({ ok: true })
  await until(async () => (await direct()).length > before + 1)
})
