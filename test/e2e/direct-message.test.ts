import { expect, test } from 'vitest'
import { withGivenSlack } from '../support/given-slack.ts'
import { shown } from '../support/slack-user.ts'
import { writes } from '../support/talk.ts'

const direct = 'D0ADA'
const lease = 'The lessee pays the rent monthly. This lease shall be governed by the laws of France.'

test('a file sent to the bot alone with a word of what it is, is analysed at once, and asked about without a mention', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ ada, countTasks }) => {
    const file = await ada.upload(Buffer.from(lease), 'lease.txt')
    const dropped = await writes(ada, 'a contract', { channel: direct, files: [file.id] })
    await ada.sees(dropped, /"title":"[^"]*: done"/)
    await writes(ada, 'Which law governs the lease?', { thread: dropped })
    await ada.sees(dropped, /laws of France.*lease\.txt · /s)
    expect(await countTasks()).toBe(2)
  })
})

test('a greeting is answered with help once, and the bot does not answer itself', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ ada, countTasks }) => {
    const hello = await writes(ada, 'hello', { channel: direct })
    await ada.sees(hello, '/analyze-contract')
    const again = await writes(ada, 'hello again', { channel: direct })
    await ada.sees(again, '/analyze-contract')
    expect((await ada.thread(hello)).map(shown)).toHaveLength(1)
    expect(await countTasks()).toBe(0)
  })
})
