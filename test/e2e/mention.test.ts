import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withGivenSlack } from '../support/given-slack.ts'
import { projectFolder } from '../support/program.ts'
import { shown } from '../support/slack-user.ts'
import { writes } from '../support/talk.ts'
import { readFile } from 'node:fs/promises'

const contract = join(projectFolder, 'test/fixtures/strategic-alliance.pdf')

test('a mention with a file starts the analysis that it names, without asking', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ ada, countTasks }) => {
    const file = await ada.upload(await readFile(contract), 'alliance.pdf')
    const said = await writes(ada, '@Paralegal please look at this contract', { files: [file.id] })
    await ada.sees(said, /"title":"[^"]*: done"/)
    expect(await countTasks()).toBe(1)
    const thread = (await ada.thread(said)).map(shown).join('\n')
    expect(thread).not.toContain('What shall I do with')
  })
})

test('a question in the thread of a file that nobody had analysed is answered from it', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ ada, countTasks }) => {
    const dropped = await ada.drop(contract)
    await ada.sees(dropped, 'What shall I do with')
    await writes(ada, '@Paralegal Which law governs the agreement?', { thread: dropped })
    const answer = await ada.sees(dropped, /rich_text_quote.*quote verified.*1 call/s)
    expect(shown(answer)).toMatch(/laws of/i)
    expect(await countTasks()).toBe(1)
  })
})

test('a mention without a file is helped in its thread', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ ada, countTasks }) => {
    const said = await writes(ada, '@Paralegal hello')
    const help = await ada.sees(said, '/analyze-contract')
    expect(shown(help)).not.toContain('answer-question')
    expect(await ada.thread(said)).toHaveLength(1)
    expect(await countTasks()).toBe(0)
  })
})

test('over HTTP a mention that is delivered three times is answered once', async () => {
  await withGivenSlack({ mode: 'http' }, async ({ workspace, ada, baseUrl }) => {
    const said = await writes(ada, 'hello')
    const event = {
      type: 'app_mention',
      user: ada.id,
      text: 'hello',
      ts: said.ts,
      channel: said.channel,
      event_ts: said.ts,
    }
    const send = await signedSender(workspace.signingSecret, baseUrl)
    for (let times = 0; times < 3; times++) expect(await send(event, 'Ev0AGAIN')).toBe(200)
    expect(await send({ ...event, edited: { user: ada.id, ts: '1' } }, 'Ev0EDITED')).toBe(200)
    await ada.sees(said, '/analyze-contract')
    const last = await writes(ada, '@Paralegal and now?')
    await ada.sees(last, '/analyze-contract')
    expect(await ada.thread(said)).toHaveLength(1)
  })
})

async function signedSender(secret: string, baseUrl: string) {
  const { createHmac } = await import('node:crypto')
  return async (event: object, eventId: string): Promise<number> => {
    const body = JSON.stringify({
      type: 'event_callback',
      team_id: 'T0LOCAL',
      event_id: eventId,
      event,
    })
    const timestamp = String(Math.floor(Date.now() / 1000))
    const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')
    const response = await fetch(`${baseUrl}/slack/events`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
      },
    })
    return response.status
  }
}
