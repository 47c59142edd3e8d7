import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withGivenSlack } from '../support/given-slack.ts'
import { projectFolder } from '../support/program.ts'
import { SlackUser } from '../support/slack-user.ts'

test('everybody who reads a result can score it, and change their mind', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ ada, workspace, db }) => {
    const dropped = await ada.drop(join(projectFolder, 'test/fixtures/agency.pdf'))
    await ada.press(dropped, 'Contract analysis')
    const result = await ada.sees(dropped, 'Score it')
    const ben = new SlackUser(workspace.url, 'U0BEN')
    const block = result.blocks.find(({ type }) => type === 'actions')
    const { id } = await db.selectFrom('task').select('id').executeTakeFirstOrThrow()
    const score = (person: SlackUser, value: number) =>
      person.told(() =>
        person.post('action', {
          user: person.id,
          container: { type: 'message', channel: result.channel, ts: result.ts },
          block_id: block?.block_id,
          action_id: 'score-task',
          element: {
            type: 'static_select',
            selected_option: { value: `${id}:${value}`, text: { type: 'plain_text', text: String(value) } },
          },
        }),
      )
    expect(await score(ada, 5)).toContain('Noted: 5, excellent.')
    await score(ben, 1)
    expect(await score(ben, 3)).toContain('Noted: 3, good.')
    const kept = await db.selectFrom('human_score').select(['person', 'score']).orderBy('person').execute()
    expect(kept).toEqual([
      { person: 'U0ADA', score: 5 },
      { person: 'U0BEN', score: 3 },
    ])
  })
})
