import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { textFile } from '../support/page.ts'
import { withGivenSlack } from '../support/given-slack.ts'
import { shown } from '../support/slack-user.ts'

interface Sent {
  baseUrl: string
  signingSecret: string
  body: string
  /** Seconds; less than zero for a request of earlier. */
  ageSeconds?: number
}

async function sendSigned({ baseUrl, signingSecret, body, ageSeconds = 0 }: Sent): Promise<number> {
  const timestamp = String(Math.floor(Date.now() / 1000) - ageSeconds)
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')
  const response = await fetch(`${baseUrl}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  })
  return response.status
}

function eventOf(teamId: string): string {
  const event = { type: 'app_home_opened', user: 'U0ADA', channel: 'D1', tab: 'home', event_ts: '1.0' }
  return JSON.stringify({ type: 'event_callback', event_id: 'Ev1', team_id: teamId, event })
}

test('a signed request of ten minutes ago is refused, and one over the size of any event', async () => {
  await withGivenSlack({ mode: 'http' }, async ({ workspace, baseUrl }) => {
    const to = { baseUrl, signingSecret: workspace.signingSecret }
    const body = eventOf('T0LOCAL')
    expect(await sendSigned({ ...to, body })).toBe(200)
    expect(await sendSigned({ ...to, body, ageSeconds: 600 })).toBe(401)
    expect(await sendSigned({ ...to, body: ' '.repeat(6 * 1024 * 1024) })).toBe(413)
  })
})

const hostile = [
  "'); drop table task; --",
  '{{ range(9) }}{% include "shared/system.txt" %}',
  '<!channel> <@U0GRACE> <https://evil.example|the contract>',
  '../../etc/passwd',
]

test('words that would be SQL, a template, a path or a call of everybody stay words, wherever they stand', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ ada, db, countTasks }) => {
    const words = hostile.join('\n\n')
    const contract = `AGREEMENT\n\n1. Governing law. This agreement is governed by the laws of England. ${words}\n`
    const dropped = await ada.drop(textFile(`${hostile.join(' ').replaceAll('/', '_')}.txt`, contract))
    await ada.press(dropped, 'Contract analysis')
    await ada.sees(dropped, 'offline/offline-extractive')
    const thread = (await ada.thread(dropped)).filter(({ ts }) => ts !== dropped.ts)
    const said = thread.map(shown).join('\n')
    // Slack would call people, or show a link, by these alone.
    expect(said).not.toMatch(/"type":"broadcast"|"type":"user","user_id":"U0GRACE"|"url":"https:\/\/evil/)
    expect(thread.map(({ text }) => text).join('\n')).not.toMatch(/<!channel>|<@U0GRACE>|<https:\/\/evil/)
    expect(await countTasks()).toBe(1)
    const parts = await db.selectFrom('prompt_part').select('text').execute()
    const prompts = parts.map(({ text }) => text).join('\n')
    expect(prompts).toContain('{{ range(9) }}{% include')
  })
})
