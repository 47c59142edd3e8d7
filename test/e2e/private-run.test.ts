import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withGivenSlack, type Scene } from '../support/given-slack.ts'
import { projectFolder } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { writes } from '../support/talk.ts'
import { until } from '../support/until.ts'
import type { Message } from '../../src/workspace/client-protocol.ts'

const contract = join(projectFolder, 'test/fixtures/strategic-alliance.pdf')
const onlyMe = { '-audience': { audience: { selected_option: { value: 'only-me' } } } }
const shareButton = 'Share where I asked'

/** Ada drops a file and asks about it for her eyes only; gives the file's message and her own thread's first one. */
async function askPrivately({ ada }: Scene, channel?: string): Promise<{ dropped: Message; own: Message }> {
  const dropped = await ada.drop(contract, channel)
  await ada.press(dropped, 'With details…')
  const form = await ada.form()
  expect(await ada.told(() => ada.submit(form, onlyMe))).toContain('in a direct message from me')
  return { dropped, own: await until(() => opening(ada), { what: 'a direct message' }) }
}

async function opening(user: SlackUser): Promise<Message | undefined> {
  const { messages } = await user.state()
  return messages.find((each) => each.channel.startsWith('D') && shown(each).includes('for your eyes only'))
}

test('a private run is answered by direct message, and shared in the file’s thread when the person says so, once', async () => {
  await withGivenSlack({ mode: 'socket' }, async (scene) => {
    const { ada, workspace, db } = scene
    const ben = new SlackUser(workspace.url, 'U0BEN')
    const { dropped, own } = await askPrivately(scene)
    await ada.sees(own, shareButton)
    const offer = await ada.sees(dropped, 'What shall I do with')
    expect(await ben.thread(dropped)).toHaveLength(1)
    expect(shown(offer)).not.toContain('started')
    expect(await opening(ben)).toBeUndefined()

    await Promise.all([ada.press(own, shareButton), ada.press(own, shareButton)])
    const shared = await ben.sees(dropped, 'shares this result')
    expect(shown(shared)).toContain('quotes checked')
    expect(shown(shared)).not.toContain('Run again…')
    expect(shown(await ada.sees(own, 'You shared this in'))).not.toContain(shareButton)
    const posts = await db
      .selectFrom('post')
      .select('kind')
      .where('kind', 'like', 'shared-%')
      .where('state', '=', 'sent')
      .execute()
    expect(new Set(posts.map(({ kind }) => kind)).size).toBe(posts.length)
    expect(
      (await ben.thread(dropped)).filter((each) => shown(each).includes('shares this result')),
    ).toHaveLength(1)
  })
})

test('a private run stays private when it is run again, and questions in its thread are answered there', async () => {
  await withGivenSlack({ mode: 'socket' }, async (scene) => {
    const { ada, db } = scene
    const { dropped, own } = await askPrivately(scene)
    await ada.press(own, 'Run again…')
    const form = await ada.form()
    expect(form.view.blocks.map(({ block_id: id }) => id)).not.toContain('-audience')
    await ada.submit(form, {})
    await until(
      async () => {
        const tasks = await db.selectFrom('task').select(['state', 'origin_channel_id']).execute()
        return tasks.length === 2 && tasks.every((each) => each.state === 'done' && each.origin_channel_id)
      },
      { what: 'two private tasks' },
    )
    expect(await ada.thread(dropped)).toHaveLength(1)
    await writes(ada, '@Paralegal Which law governs the agreement?', { thread: own })
    expect(shown(await ada.sees(own, /rich_text_quote.*1 call/s))).toContain('strategic-alliance.pdf')
    expect(await ada.thread(dropped)).toHaveLength(1)
  })
})

test('a form without a thread is shared as a message of its own in the channel', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ ada, workspace }) => {
    const form = await ada.command('/analyze-contract')
    const file = await ada.upload(await readFile(contract), 'agency.pdf')
    await ada.submit(form, {
      ...onlyMe,
      document: { file: { type: 'file_input', files: [{ id: file.id }] } },
    })
    const own = await until(() => opening(ada), { what: 'a direct message' })
    await ada.press(own, shareButton)
    const ben = new SlackUser(workspace.url, 'U0BEN')
    const shared = await until(
      async () =>
        (await ben.state()).messages.find(
          (each) => each.channel === ada.channel && shown(each).includes('shares this result'),
        ),
      { what: 'the shared result' },
    )
    expect(shared.thread_ts ?? shared.ts).toBe(shared.ts)
  })
})

test('where the result cannot be shared the person is told why, and may try again', async () => {
  await withGivenSlack({ mode: 'socket' }, async (scene) => {
    const { ada, workspace } = scene
    const { dropped, own } = await askPrivately(scene)
    await ada.sees(own, shareButton)
    workspace.faults.fail('chat.postMessage', { times: 1, error: 'not_in_channel' })
    await ada.press(own, shareButton)
    expect(shown(await ada.sees(own, 'I could not share this in'))).toContain('Then press Share again.')
    await ada.press(own, shareButton)
    expect(shown(await ada.sees(dropped, 'shares this result'))).toContain('quotes checked')
  })
})
