import { expect, test } from 'vitest'
import { withGivenSlack } from '../support/given-slack.ts'
import { shown, type SlackUser } from '../support/slack-user.ts'
import { until } from '../support/until.ts'

const note = (name: string) => ({
  name,
  bytes: Buffer.from(`This agreement ${name} is governed by English law.`),
})
const token = 'abcdefghijklmnop0123456789'

async function formText(user: SlackUser): Promise<string> {
  return JSON.stringify((await user.state()).views)
}

test('who has started as much as one may is told when there is room, by button, form and API, and loses nothing', async () => {
  const env = { PARALEGAL_USER_LIMIT: '1/hour', PARALEGAL_API_TOKEN: token }
  await withGivenSlack({ mode: 'socket', env }, async ({ ada, baseUrl, countTasks }) => {
    const first = await ada.drop(note('one.txt'))
    await ada.press(first, 'Contract analysis')
    await ada.sees(first, /quotes? checked/, 90_000)
    const second = await ada.drop(note('two.txt'))
    await ada.sees(second, 'What shall I do with', 90_000)
    const told = await ada.told(() => ada.press(second, 'Contract analysis'))
    expect(told).toContain('You have started one analysis within an hour')
    expect(told).toContain('Nothing is lost')
    // The button is still there.
    expect(shown(await ada.sees(second, 'What shall I do with'))).toContain('Contract analysis')

    const form = await ada.command('/analyze-contract')
    const file = await ada.upload(Buffer.from('A lease under English law.'), 'three.txt')
    await ada.submit(form, { document: { file: { type: 'file_input', files: [{ id: file.id }] } } })
    await until(async () => (await formText(ada)).includes('You have started one analysis'), {
      what: 'the refusal in the form',
      timeoutMs: 60_000,
    })
    expect(await countTasks()).toBe(1)

    const ask = async () => {
      const body = new FormData()
      body.set('file', new Blob(['A lease under English law.']), 'lease.txt')
      body.set('analysis', 'analyze-contract')
      return fetch(`${baseUrl}/api/tasks`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body,
      })
    }
    expect((await ask()).status).toBe(202)
    const refused = await ask()
    expect(refused.status).toBe(429)
    expect(await refused.json()).toMatchObject({ error: { code: 'user_limit' } })
  })
}, 240_000)
