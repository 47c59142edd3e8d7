import { expect, test } from 'vitest'
import type { Message } from '../../src/workspace/client-protocol.ts'
import { startFakeLlm, type FakeLlm } from '../support/fake-llm.ts'
import { makeHome, runCommand, startProgram } from '../support/program.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { createTestDatabase } from '../support/test-database.ts'
import { parts, writePrompts } from '../support/test-engine.ts'
import { until } from '../support/until.ts'

const words = 'The Supplier’s liability is limited to one month’s fee.'

function contradict(llm: FakeLlm): void {
  let asked = 0
  llm.reply(() => {
    const isLow = ++asked === 3
    const finding = {
      title: 'Liability cap',
      severity: isLow ? ('low' as const) : ('high' as const),
      explanation: isLow ? 'A usual cap.' : 'The cap is far too low.',
      recommendation: isLow ? null : 'Ask for a year’s fee.',
      quote: words,
      page: null,
    }
    return { answer: { answer: 'There is a cap.', findings: [finding], not_found: [] } }
  })
}

test('answers that disagree are a question in the thread, which who may settle settles', async () => {
  await using database = await createTestDatabase()
  await using home = await makeHome()
  await using llm = await startFakeLlm()
  contradict(llm)
  await writePrompts(home.folder, `variations: 3\n${parts('cap')}`)
  const of = { home: home.folder, databaseUrl: database.url, env: llm.env }
  await using program = await startProgram(of)
  const [ada, ben, chiara] = ['U0ADA', 'U0BEN', 'U0CHIARA'].map((id) => new SlackUser(program.url, id))
  if (!ada || !ben || !chiara) throw new Error('nobody there')

  const dropped = await ben.drop({ name: 'supply.txt', bytes: Buffer.from(`Supply agreement. ${words}\n`) })
  await ben.press(dropped, 'Test analysis')
  const asked = await ben.sees(dropped, 'The answers disagree (1)')
  expect(shown(asked)).toContain('1 disagreement, not settled yet')
  expect(shown(asked)).toContain('(2 answers): The cap is far too low.')
  expect(shown(asked)).toContain('(1 answer): A usual cap.')
  expect(shown(asked)).toContain('High (1)')

  // Chiara did not ask for it.
  const refusal = await chiara.told(() => chiara.press(dropped, 'Low risk'))
  expect(refusal).toContain('Only <@U0BEN>, who asked for this analysis, or an admin can do that.')
  const decisions = () =>
    database.db.selectFrom('finding_decision').select(['severity', 'decided_by']).execute()
  expect(await decisions()).toEqual([])

  await ben.press(dropped, 'Low risk')
  const settled = await ben.sees(dropped, 'The answers disagreed')
  expect(settled.ts).toBe(asked.ts)
  expect(shown(settled)).toContain('"user_id":"U0BEN"')
  expect(shown(settled)).toContain(' decided.')
  expect(shown(settled)).toContain('Low (1)')
  expect(shown(settled)).toContain('A usual cap.')
  expect(await decisions()).toEqual([{ severity: 'low', decided_by: 'U0BEN' }])

  // Made an approver of the channel she may; admins may anyway.
  await database.db
    .insertInto('channel_setting')
    .values({
      team_id: (await database.db.selectFrom('task').select('team_id').executeTakeFirstOrThrow()).team_id,
      channel_id: ben.channel,
      approvers: JSON.stringify(['U0CHIARA']),
      may_export: false,
      updated_by: 'U0ADA',
    })
    .execute()
  await change(chiara, settled, 'High risk')
  const changed = await chiara.sees(dropped, /"user_id":"U0CHIARA"/)
  expect(shown(changed)).toContain('High (1)')
  await change(ada, changed, 'Low risk')
  await ada.sees(dropped, /"user_id":"U0ADA"/)
  expect(await decisions()).toEqual([{ severity: 'low', decided_by: 'U0ADA' }])

  // The report and the command line say the same.
  await ben.press(dropped, 'Full report')
  const report = await until(async () =>
    (await ben.thread(dropped)).flatMap(({ files }) => files).find(({ name }) => name === 'report.md'),
  )
  const text = await (await fetch(`${program.url}/client/files/${report.id}`)).text()
  expect(text).toContain('## Low (1)')
  expect(text).toContain('1 disagreement, settled by \\@U0ADA')
  expect(text).toContain('Other answers say:')
  const { id } = await database.db.selectFrom('task').select('id').executeTakeFirstOrThrow()
  const { stdout } = await runCommand(of, 'status', id)
  expect(stdout).toContain(
    'The answers disagree: 2 say high risk, 1 says low risk. Settled by @U0ADA: low risk.',
  )
})

// Chooses in the menu into which the buttons of a settled question fold.
async function change(person: SlackUser, message: Message, label: string): Promise<void> {
  for (const block of message.blocks) {
    if (block.type !== 'actions') continue
    const menu = block.elements.find(
      (each) => each.type === 'static_select' && each.placeholder?.text === 'Change',
    )
    if (menu?.type !== 'static_select') continue
    const option = menu.options?.find(({ text }) => text.text === label)
    await person.post('action', {
      user: person.id,
      container: { type: 'message', channel: message.channel, ts: message.ts },
      block_id: block.block_id,
      action_id: menu.action_id,
      element: { type: 'static_select', selected_option: option },
    })
    return
  }
  throw new Error('no menu to change it')
}
