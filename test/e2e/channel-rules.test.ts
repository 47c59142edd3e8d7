import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Message, OpenView } from '../../src/workspace/client-protocol.ts'
import { makeHome, projectFolder, startProgram } from '../support/program.ts'
import { homeShows, modal, openHome, pressInHome, pressInView } from '../support/slack-home.ts'
import { SlackUser } from '../support/slack-user.ts'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { until } from '../support/until.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')
const note = { name: 'note.txt', bytes: Buffer.from('This agreement is governed by the laws of England.') }

interface Scene {
  database: TestDatabase
  /** An admin of the workspace. */
  ada: SlackUser
  ben: SlackUser
}

async function withProgram(env: Record<string, string>, use: (scene: Scene) => Promise<void>): Promise<void> {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using program = await startProgram({ home: home.folder, databaseUrl: database.url, env })
  await use({ database, ada: new SlackUser(program.url), ben: new SlackUser(program.url, 'U0BEN') })
}

interface Rule {
  channel?: string
  kind: string
  mode: string
  analysis: string
}

async function fill(user: SlackUser, form: OpenView, rule: Rule): Promise<void> {
  const choice = (value: string) => ({ type: 'static_select', selected_option: { value } })
  await user.submit(form, {
    channel: {
      channel: { type: 'conversations_select', selected_conversation: rule.channel ?? 'C0CONTRACTS' },
    },
    kind: { kind: choice(rule.kind) },
    mode: { mode: { type: 'radio_buttons', selected_option: { value: rule.mode } } },
    analysis: { analysis: choice(rule.analysis) },
  })
}

async function addRule(user: SlackUser, rule: Rule): Promise<void> {
  await pressInHome(user, 'Add a rule')
  await fill(user, await modal(user, 'Add a rule'), rule)
}

test('an admin sets a rule: the analysis starts at once for whoever shares such a file', async () => {
  await withProgram({}, async ({ database, ada, ben }) => {
    await openHome(ada, 'Channel rules')
    await addRule(ada, { kind: 'pdf', mode: 'start', analysis: 'analyze-contract' })
    await homeShows(ada, '<#C0CONTRACTS> · PDF: Contract analysis starts at once')
    const dropped = await ben.drop(contract)
    await ben.sees(dropped, 'offline/offline-extractive')
    const task = await database.db.selectFrom('task').select('requested_by').executeTakeFirstOrThrow()
    expect(task.requested_by).toBe('U0BEN')
    const asked = await ben.drop(note)
    await ben.sees(asked, 'What shall I do with')
  })
})

test('a rule is changed to silence and deleted again', async () => {
  await withProgram({}, async ({ database, ada }) => {
    await openHome(ada, 'Channel rules')
    await addRule(ada, { kind: 'any', mode: 'ask', analysis: '-' })
    await homeShows(ada, 'any other file: I ask what to do')
    await pressInHome(ada, 'Change')
    const form = await modal(ada, 'Change a rule')
    await fill(ada, form, { kind: 'text', mode: 'ignore', analysis: 'analyze-contract' })
    const changed = await homeShows(ada, 'plain text: I stay silent')
    expect(changed).not.toContain('any other file')
    const silent = await ada.drop(note)
    const pdf = await ada.drop(contract)
    await ada.sees(pdf, 'What shall I do with')
    const offered = await database.db.selectFrom('file_share').select(['file_name', 'kind']).execute()
    expect(offered).toHaveLength(2)
    expect(await ada.thread(silent)).toEqual([])

    await pressInHome(ada, 'Change')
    await pressInView(ada, await modal(ada, 'Delete this rule'), 'Delete this rule')
    await modal(ada, 'The rule is gone.')
    await until(async () => ((await homeShows(ada, 'Channel rules')).includes('silent') ? undefined : true))
    expect(await database.db.selectFrom('channel_rule').select('id').execute()).toEqual([])
  })
})

test('what cannot be is said at its field', async () => {
  await withProgram({}, async ({ database, ada }) => {
    await openHome(ada, 'Channel rules')
    await pressInHome(ada, 'Add a rule')
    const form = await modal(ada, 'Add a rule')
    await fill(ada, form, { kind: 'pdf', mode: 'start', analysis: '-' })
    await modal(ada, 'Please choose which analysis starts at once.')
    await fill(ada, form, { kind: 'pdf', mode: 'ignore', analysis: '-', channel: 'C0GENERAL' })
    await modal(ada, 'I am not in that channel. Please /invite me there first.')
    expect(await database.db.selectFrom('channel_rule').select('id').execute()).toEqual([])
  })
})

test('who may not change rules reads them by command, and is refused wherever they try', async () => {
  await withProgram({}, async ({ database, ada, ben }) => {
    expect(await ben.says('/paralegal', 'rules')).toContain('There is no rule for this channel')
    await openHome(ada, 'Channel rules')
    await addRule(ada, { kind: 'docx', mode: 'ignore', analysis: '-' })
    await homeShows(ada, 'Word (.docx): I stay silent')
    expect(await ben.says('/paralegal', 'rules')).toContain('Word (.docx): I stay silent')
    expect(await ben.says('/paralegal', 'rules', 'D0BEN')).toContain('Rules are set for channels')

    await openHome(ben, 'What I can do')
    const home = (await ben.state()).home
    const press = (action_id: string, value: string) =>
      ben.post('action', {
        user: ben.id,
        container: { type: 'view', view_id: home?.id },
        block_id: 'b',
        action_id,
        element: { type: 'button', value, text: { type: 'plain_text', text: 'x' } },
      })
    const rule = await database.db.selectFrom('channel_rule').select('id').executeTakeFirstOrThrow()
    for (const [action, value] of [
      ['add-rule', '-'],
      ['add-rule', 'C0CONTRACTS'],
      ['change-rule', rule.id],
    ] as const) {
      await press(action, value)
      const refusal = await modal(ben, 'Only admins of this workspace')
      await ben.post('view/close', { user: ben.id, view_id: refusal.id })
    }
    await press('delete-rule', rule.id)
    await addRule(ada, { kind: 'image', mode: 'ignore', analysis: '-' })
    await homeShows(ada, 'pictures: I stay silent')
    expect(await database.db.selectFrom('channel_rule').select('id').execute()).toHaveLength(2)
  })
})

test('whom the operator lists may change rules too', async () => {
  await withProgram({ PARALEGAL_ADMINS: 'U0BEN' }, async ({ database, ben }) => {
    await openHome(ben, 'Channel rules')
    await pressInHome(ben, 'Add a rule')
    const form = await modal(ben, 'Add a rule')
    await fill(ben, form, { kind: 'pdf', mode: 'ignore', analysis: '-' })
    await homeShows(ben, 'PDF: I stay silent')
    const rule = await database.db.selectFrom('channel_rule').selectAll().executeTakeFirstOrThrow()
    expect(rule).toMatchObject({ updated_by: 'U0BEN', mode: 'ignore', analysis: null })
  })
})

test('who created a channel may change its rules, and no others, however the form is filled in', async () => {
  await withProgram({}, async ({ database, ada, ben }) => {
    await openHome(ada, 'Channel rules')
    await addRule(ada, { kind: 'docx', mode: 'ignore', analysis: '-' })
    await homeShows(ada, 'Word (.docx): I stay silent')
    await ben.post('membership', { user: ben.id, channel: 'C0GENERAL', member: 'U0PARALEGAL', on: true })
    const ask = { user: ben.id, channel: 'C0GENERAL', command: '/paralegal', text: 'rules' }
    const answer = await ben.toldMessage(() => ben.post('command', ask))
    await pressIn(ben, answer, 'Add a rule')
    const form = await modal(ben, '"initial_conversation":"C0GENERAL"')
    await fill(ben, form, { kind: 'pdf', mode: 'ignore', analysis: '-', channel: 'C0CONTRACTS' })
    await modal(ben, 'Only admins of this workspace')
    await fill(ben, form, { kind: 'pdf', mode: 'ignore', analysis: '-', channel: 'C0GENERAL' })
    await openHome(ben, 'What I can do')
    const own = await homeShows(ben, '<#C0GENERAL> · PDF: I stay silent')
    expect(own).not.toContain('C0CONTRACTS')
    expect(own).not.toContain('Add a rule')
    const rules = await database.db
      .selectFrom('channel_rule')
      .select('updated_by')
      .orderBy('updated_at')
      .execute()
    expect(rules).toEqual([{ updated_by: 'U0ADA' }, { updated_by: 'U0BEN' }])
  })
})

/** Presses a button of a message that only this person sees. */
async function pressIn(user: SlackUser, message: Message, text: string): Promise<void> {
  const block = message.blocks.find((each) => each.type === 'actions')
  const element = block?.elements.find((each) => each.type === 'button' && each.text.text === text)
  if (!block || element?.type !== 'button') throw new Error(`no button ${text}`)
  await user.post('action', {
    user: user.id,
    container: { type: 'message', channel: message.channel, ts: message.ts },
    block_id: block.block_id,
    action_id: element.action_id,
    element: { type: 'button', value: element.value, text: element.text },
  })
}

test('where every kind is passed over, files that are not read are too', async () => {
  await withProgram({}, async ({ database, ada }) => {
    await openHome(ada, 'Channel rules')
    await addRule(ada, { kind: 'any', mode: 'ignore', analysis: '-' })
    await homeShows(ada, 'I stay silent')
    const silent = [await ada.drop(note), await ada.drop({ name: 'sheet.xlsx', bytes: Buffer.from('PK') })]
    const heard = async () =>
      database.db.selectFrom('file_share').select('id').where('offer_id', 'is not', null).execute()
    await until(async () => (await heard()).length === silent.length, { what: 'both files' })
    // What comes after them in the other place shows that their turn is over.
    const asked = await ada.drop(note, 'D0ADA')
    await ada.sees(asked, 'What shall I do with')
    for (const message of silent) expect(await ada.thread(message)).toEqual([])
  })
})
