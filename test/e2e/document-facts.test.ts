import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withGivenSlack } from '../support/given-slack.ts'
import { projectFolder } from '../support/program.ts'
import { SlackUser } from '../support/slack-user.ts'
import { until } from '../support/until.ts'
import type { OpenView } from '../../src/workspace/client-protocol.ts'

const contract = join(projectFolder, 'test/fixtures/strategic-alliance.pdf')

function heldIn(form: OpenView): Record<string, unknown> {
  return Object.fromEntries(
    form.view.blocks.flatMap((block) => {
      if (!('element' in block)) return []
      const element = block.element as {
        initial_value?: string
        initial_date?: string
        initial_option?: { value: string }
      }
      const value = element.initial_value ?? element.initial_date ?? element.initial_option?.value
      return value === undefined ? [] : [[block.block_id ?? '', value]]
    }),
  )
}

test('a form about a file says what the file says; what a person corrects there is kept with the document', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ ada, workspace }) => {
    const dropped = await ada.drop(contract)
    await ada.press(dropped, 'With details…')
    const form = await ada.form()
    expect(heldIn(form)).toMatchObject({
      contract_title: 'Strategic Alliance Agreement',
      parties: 'OXBOW CARBON & MINERALS LLC and GLOBAL ENERGY, INC.',
      contract_date: '2006-12-21',
    })
    expect(JSON.stringify(form.view.blocks)).toContain('please check it')
    await ada.submit(form, {
      contract_title: { text: { type: 'plain_text_input', value: 'The Oxbow alliance' } },
      contract_date: { date: { type: 'datepicker', selected_date: '2006-12-21' } },
    })
    await ada.sees(dropped, ': done')

    const ben = new SlackUser(workspace.url, 'U0BEN')
    const { channel, ts } = dropped
    await ben.post('shortcut', { user: ben.id, callback_id: 'analyse_file', channel, ts })
    expect(heldIn(await ben.form())).toMatchObject({
      contract_title: 'The Oxbow alliance',
      parties: 'OXBOW CARBON & MINERALS LLC and GLOBAL ENERGY, INC.',
    })
  })
})

test('where the file cannot be read in time the form comes as it is', async () => {
  await withGivenSlack({ mode: 'socket' }, async ({ ada, workspace }) => {
    workspace.faults.fail('files-pri', { times: 100, status: 503 })
    const dropped = await ada.drop(contract)
    await ada.press(dropped, 'With details…')
    const reading = await until(async () => (await ada.state()).views.at(-1), { what: 'a first view' })
    expect(JSON.stringify(reading.view.blocks)).toContain('Reading strategic-alliance.pdf…')
    const form = await ada.form()
    expect(heldIn(form)).not.toHaveProperty('contract_title')
  })
})
