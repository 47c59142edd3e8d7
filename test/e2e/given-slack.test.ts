import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { withGivenSlack } from '../support/given-slack.ts'
import { projectFolder } from '../support/program.ts'
import { shown } from '../support/slack-user.ts'
import { until } from '../support/until.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')

describe.each(['socket', 'http'] as const)('by %s', (mode) => {
  test('a drop and a form end in results', async () => {
    await withGivenSlack({ mode }, async ({ ada, program }) => {
      expect(program.output()).toContain('SLACK_BOT_TOKEN is set')
      const dropped = await ada.drop(contract)
      await ada.press(dropped, 'Contract analysis')
      await ada.sees(dropped, 'offline/offline-extractive')
      const form = await ada.command('/analyze-contract')
      const file = await ada.upload(await readFile(contract), 'by-form.pdf')
      await ada.submit(form, { document: { file: { type: 'file_input', files: [{ id: file.id }] } } })
      const opening = await until(async () =>
        (await ada.state()).messages.find(
          (message) => message.thread_ts === null && shown(message).includes('by-form.pdf'),
        ),
      )
      await ada.sees(opening, 'offline/offline-extractive')
    })
  })
})

test('events that come twice or again change nothing', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ workspace, ada, countTasks }) => {
    workspace.faults.deliveries = 3
    workspace.faults.loseAcks = 1
    const dropped = await ada.drop(contract)
    await ada.press(dropped, 'Contract analysis')
    await ada.sees(dropped, 'offline/offline-extractive')
    expect(await countTasks()).toBe(1)
    const offers = (await ada.thread(dropped)).filter((message) =>
      /What shall I do|started/.test(shown(message)),
    )
    expect(offers).toHaveLength(1)
  })
})

test('trouble on Slack’s side delays the result and does not double it', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ workspace, ada }) => {
    const dropped = await ada.drop(contract)
    workspace.faults.fail('chat.postMessage', { times: 1, loseAnswer: true })
    workspace.faults.fail('chat.update', { times: 2, status: 429, retryAfterSeconds: 1 })
    workspace.faults.fail('files.info', { times: 1, status: 500 })
    await ada.press(dropped, 'Contract analysis')
    await ada.sees(dropped, /"title":"[^"]*: done"/, 60_000)
    const thread = await ada.thread(dropped)
    expect(thread.filter((message) => shown(message).includes('quotes checked'))).toHaveLength(1)
    expect(thread.filter((message) => shown(message).includes('"type":"plan"'))).toHaveLength(1)
  })
}, 90_000)

test('a file that Slack answers with its login page for is said to be out of reach', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ workspace, ada }) => {
    const dropped = await ada.drop(contract)
    workspace.faults.fail('files-pri', { times: 1 })
    await ada.press(dropped, 'Contract analysis')
    const failure = await ada.sees(dropped, 'I could not fetch that file from Slack.')
    expect(shown(failure)).toContain('Please share it again.')
  })
})

test('a lost connection is taken up again', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ workspace, ada }) => {
    workspace.faults.disconnect()
    const dropped = await ada.drop(contract)
    await ada.press(dropped, 'Contract analysis')
    const result = await ada.sees(dropped, 'offline/offline-extractive', 60_000)
    expect(shown(result)).toContain('quotes checked')
  })
}, 90_000)

test('a request that Slack did not sign is refused', async () => {
  await withGivenSlack({ mode: 'http' }, async ({ baseUrl, countTasks }) => {
    const event = { type: 'file_shared', channel_id: 'C1', file_id: 'F1', user_id: 'U1', event_ts: '1.0' }
    const body = JSON.stringify({ type: 'event_callback', event_id: 'Ev1', team_id: 'T1', event })
    const timestamp = String(Math.floor(Date.now() / 1000))
    const headers = {
      'content-type': 'application/json',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${'0'.repeat(64)}`,
    }
    const response = await fetch(`${baseUrl}/slack/events`, { method: 'POST', body, headers })
    expect(response.status).toBe(401)
    expect(await countTasks()).toBe(0)
  })
})
