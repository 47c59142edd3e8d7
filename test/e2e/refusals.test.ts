import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withGivenSlack } from '../support/given-slack.ts'
import { projectFolder } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { until } from '../support/until.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')
const guests = 'Guests cannot use me.'
const connect = 'This channel is shared with another organisation'

test('a guest is refused by command, shortcut and click, for their eyes only; what they drop is passed over', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ workspace, ada, countTasks }) => {
    const dan = new SlackUser(workspace.url, 'U0DAN')
    expect(await dan.says('/analyze-contract', '')).toContain(guests)
    expect(await dan.says('/paralegal', 'status')).toContain(guests)
    const ignored = await dan.drop(contract)
    const dropped = await ada.drop(contract)
    await ada.sees(dropped, 'What shall I do with')
    const { channel, ts } = dropped
    const shortcut = { user: dan.id, callback_id: 'analyse_file', channel, ts }
    expect(await dan.told(() => dan.post('shortcut', shortcut))).toContain(guests)
    expect(await dan.told(() => dan.press(dropped, 'Contract analysis'))).toContain(guests)
    expect((await dan.state()).views).toEqual([])
    expect(await ada.thread(ignored)).toEqual([])
    expect(JSON.stringify((await ada.state()).messages)).not.toContain(guests)
    expect(await countTasks()).toBe(0)
  })
})

test('where the operator allows guests they are served', async () => {
  await withGivenSlack({ mode: 'socket', env: { PARALEGAL_GUESTS: 'allow' } }, async ({ workspace }) => {
    const dan = new SlackUser(workspace.url, 'U0DAN')
    const dropped = await dan.drop(contract)
    await dan.press(dropped, 'Contract analysis')
    expect(shown(await dan.sees(dropped, 'offline/offline-extractive'))).toContain('quotes checked')
  })
})

test('a channel shared with another company is refused, until the operator allows it', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ ada, countTasks }) => {
    const ignored = await ada.drop(contract, 'C0CONNECT')
    expect(await ada.says('/analyze-contract', '', 'C0CONNECT')).toContain(connect)
    expect(await ada.thread(ignored)).toEqual([])
    expect(await countTasks()).toBe(0)
  })
  await withGivenSlack({ mode: 'socket', env: { PARALEGAL_CONNECT: 'allow' } }, async ({ ada }) => {
    const dropped = await ada.drop(contract, 'C0CONNECT')
    expect(shown(await ada.sees(dropped, 'What shall I do with'))).toContain('agency.pdf')
  })
})

test('who cannot be looked up is refused, and the log tells the operator why', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ workspace, ada, program }) => {
    workspace.faults.fail('users.info', { times: 1, error: 'missing_scope' })
    expect(await ada.says('/paralegal', 'status')).toContain('I could not check just now')
    await until(() => program.output().includes('cannot check who may use the bot'), { what: 'the log' })
    expect(program.output()).toContain('missing_scope')
    expect(await ada.says('/paralegal', 'status')).toContain('Nothing of yours is running')
  })
})

test('an admin may cancel what another asked for, a member may not', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ workspace, ada }) => {
    const ben = new SlackUser(workspace.url, 'U0BEN')
    const chiara = new SlackUser(workspace.url, 'U0CHIARA')
    // A document that takes a while to be fetched: there is time to cancel.
    workspace.faults.fail('files-pri', { times: 1, status: 503 })
    const bytes = await readFile(contract)
    const dropped = await ben.drop({ name: 'slow.pdf', bytes })
    await ben.press(dropped, 'Contract analysis')
    const refusal = await chiara.told(() => chiara.press(dropped, 'Cancel'))
    expect(refusal).toContain('Only <@U0BEN>, who asked for this analysis, or an admin can do that.')
    await ada.press(dropped, 'Cancel')
    const plan = await ada.sees(dropped, 'Cancelled by <@U0ADA>')
    expect(shown(plan)).toContain('slow.pdf')
    expect(await chiara.told(() => chiara.press(dropped, 'Run again…'))).toContain('or an admin can do that')
    await ada.press(dropped, 'Run again…')
    await ada.form()
  })
})

test('who left a private channel can do nothing there any more', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ workspace, ada, countTasks }) => {
    const dropped = await ada.drop(contract, 'C0DEALROOM')
    await ada.sees(dropped, 'What shall I do with')
    const ben = new SlackUser(workspace.url, 'U0BEN')
    workspace.faults.fail('conversations.members', {
      times: 1,
      answers: (answer) => ({ ...answer, members: ['U0ADA'] }),
    })
    expect(await ben.told(() => ben.press(dropped, 'Contract analysis'))).toContain(
      'You are not a member of that channel',
    )
    expect(await countTasks()).toBe(0)
    // Let in again, he is no stranger for long.
    await ben.press(dropped, 'Contract analysis')
    expect(shown(await ben.sees(dropped, 'quotes checked'))).toContain('agency.pdf')
  })
})

test('a file that is neither shared there nor the person’s own is not read, whatever a button says', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ workspace, ada }) => {
    const dropped = await ada.drop(contract)
    await ada.sees(dropped, 'What shall I do with')
    const elsewhere = { user: 'U0BEN', shares: { private: { C0DEALROOM: [{ ts: '1.000000' }] } } }
    workspace.faults.fail('files.info', {
      times: 1,
      answers: (answer) => ({ ...answer, file: { ...(answer['file'] as object), ...elsewhere } }),
    })
    await ada.press(dropped, 'Contract analysis')
    const failure = await ada.sees(dropped, 'That file is not shared here')
    expect(shown(failure)).not.toContain('quotes checked')
    expect(workspace.faults.calls('files-pri')).toEqual([])
  })
})
