import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openModelScene } from '../support/model-scene.ts'
import { projectFolder } from '../support/program.ts'
import { shown } from '../support/slack-user.ts'
import { until } from '../support/until.ts'

const contract = join(projectFolder, 'test/fixtures/agency.pdf')

test('what could be answered is posted, the failed part is named, and trying again runs only that', async () => {
  await using scene = await openModelScene()
  const { llm, ada } = scene
  let isRefusing = true
  llm.reply(({ body }) => {
    const isRisks = JSON.stringify(body['messages']).includes('Task: the risks')
    const answer = { answer: isRisks ? 'Two risks.' : 'Fine.', findings: [], not_found: [] }
    return isRisks && isRefusing ? { finish: 'refused' } : { answer }
  })
  const dropped = await ada.drop(contract)
  await ada.press(dropped, 'Contract analysis')
  const partial = await ada.sees(dropped, 'Not answered: Risk areas.')
  expect(shown(partial)).toContain('The model declined to answer this question, twice.')
  expect(shown(partial)).toContain('Fine.')
  // Five parts, one of them twice, and the summary of the four that answered.
  expect(llm.requests).toHaveLength(7)

  isRefusing = false
  await ada.press(dropped, 'Try the failed part again')
  await until(async () => !(await ada.thread(dropped)).map(shown).join('').includes('Not answered'))
  const whole = await ada.sees(dropped, 'quotes checked')
  expect(whole.ts).toBe(partial.ts)
  // The thread has the summary; what each part answered is a click away.
  await ada.press(dropped, 'Show in full')
  const modal = await until(async () => (await ada.state()).views.at(-1))
  expect(JSON.stringify(modal.view.blocks)).toContain('Two risks.')
  expect(shown(whole)).not.toContain('Try the failed part again')
  // The part, and the summary once more.
  expect(llm.requests).toHaveLength(9)
})

test('where every part failed the reason stands in the thread, and trying again replaces it', async () => {
  await using scene = await openModelScene()
  const { llm, ada } = scene
  llm.reply({ status: 401 })
  const dropped = await ada.drop(contract)
  await ada.press(dropped, 'Contract analysis')
  const failure = await ada.sees(dropped, 'could not be done')
  expect((await ada.thread(dropped)).map(shown).join('')).toContain(
    'Anthropic does not accept the key. The operator needs to check ANTHROPIC_API_KEY.',
  )
  llm.reply({})
  await ada.press(dropped, 'Try the failed part again')
  const result = await ada.sees(dropped, 'quotes checked')
  expect(result.ts >= failure.ts).toBe(true)
  // The progress message follows within its interval.
  await until(async () => !(await ada.thread(dropped)).map(shown).join('').includes('could not be done'), {
    what: 'the failure to be gone',
  })
})
