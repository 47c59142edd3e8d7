import { expect, test } from 'vitest'
import { openModelScene } from '../support/model-scene.ts'
import { homeShows, modal, openHome } from '../support/slack-home.ts'
import { shown, SlackUser } from '../support/slack-user.ts'
import { until } from '../support/until.ts'

const contract = {
  name: 'Project Zanzibar.txt',
  bytes: Buffer.from('Agreement. Mr. Grobowsky agrees that English law governs it.\n\nBy: /s/ John Thievon'),
}
const yes = { selected_options: [{ value: 'yes' }] }

test('a confidential channel is set by a form, hears no guests, shows models no names and hides its titles from who left', async () => {
  await using scene = await openModelScene({ PARALEGAL_GUESTS: 'allow' })
  const { ada, llm, database, url } = scene
  const ben = new SlackUser(url, 'U0BEN')
  const dan = new SlackUser(url, 'U0DAN')
  const channel = ada.channel
  await ada.post('membership', { user: ada.id, channel, member: ben.id, on: true })
  await ada.post('membership', { user: ada.id, channel, member: dan.id, on: true })
  expect(await dan.says('/paralegal', 'status')).toContain('Nothing of yours')

  await ada.post('command', { user: ada.id, channel, command: '/paralegal', text: 'settings' })
  const form = await modal(ada, 'This channel is confidential')
  await ada.submit(form, {
    'may-export': { 'may-export': { type: 'checkboxes', ...yes } },
    confidential: { confidential: { type: 'checkboxes', ...yes } },
  })
  await modal(ada, 'From a confidential channel nothing may leave')
  await ada.submit(form, { confidential: { confidential: { type: 'checkboxes', ...yes } } })
  const setting = await until(
    async () => database.db.selectFrom('channel_setting').selectAll().executeTakeFirst(),
    { what: 'the setting' },
  )
  expect(setting).toMatchObject({ confidential: true, may_export: false })

  expect(await dan.says('/paralegal', 'status')).toContain('Guests cannot use me')
  const dropped = await ben.drop(contract)
  await ben.press(dropped, 'Contract analysis')
  await ben.sees(dropped, /quotes? checked/, 90_000)
  const all = (await ben.thread(dropped)).map(shown).join('\n')
  expect(all).toContain('This channel is confidential: its results stay here')
  for (const { body } of llm.requests) expect(JSON.stringify(body)).not.toMatch(/Grobowsky|Thievon/)

  await openHome(ben, 'Project Zanzibar')
  await ada.post('membership', { user: ada.id, channel, member: ben.id, on: false })
  // Membership is known for a minute.
  const home = async () => {
    await ben.post('home', { user: ben.id, tab: 'home' })
    return homeShows(ben, 'a document of a confidential channel', 5000).catch(() => undefined)
  }
  expect(await until(home, { what: 'a Home tab without the title', timeoutMs: 120_000 })).not.toContain(
    'Zanzibar',
  )
}, 360_000)
