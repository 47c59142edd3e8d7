import { expect, test } from 'vitest'
import { openModelScene } from '../support/model-scene.ts'
import { settle } from '../support/settled-votes.ts'
import { openHome, pressInHome } from '../support/slack-home.ts'
import { shown } from '../support/slack-user.ts'
import { until } from '../support/until.ts'

test('what wins stands in Home, and comes as a picture with words by command and by button', async () => {
  await using scene = await openModelScene()
  const { ada } = scene
  const direct = async () => (await ada.state()).messages.filter(({ channel }) => channel.startsWith('D'))
  expect(await ada.says('/paralegal', 'stats')).toBe('What wins your votes comes in a direct message.')
  await until(async () =>
    (await direct()).some((message) => shown(message).includes('No vote is closed yet.')),
  )

  await settle(scene.database.db, 'T0LOCAL', 1)
  await settle(scene.database.db, 'T0LOCAL', 1)
  await settle(scene.database.db, 'T0LOCAL', 2)
  await settle(scene.database.db, 'T0OTHER', 2)
  await ada.says('/paralegal', 'stats')
  const words = await until(async () =>
    (await direct()).find((message) => shown(message).includes('3 votes closed, 3 decided by people.')),
  )
  expect(shown(words)).toMatch(/anthropic\/claude-opus-5-5.*: won 2 of 3; preferred to an average one/)
  const picture = await until(async () =>
    (await direct()).flatMap(({ files }) => files).find(({ name }) => name === 'what-wins.png'),
  )
  expect(picture).toMatchObject({
    mimetype: 'image/png',
    alt: expect.stringContaining('won 2 of 3') as string,
  })
  const served = await fetch(`${scene.url}${picture.url}`)
  expect(served.headers.get('content-type')).toBe('image/png')
  expect(
    Buffer.from(await served.arrayBuffer())
      .subarray(1, 4)
      .toString('latin1'),
  ).toBe('PNG')

  const home = await openHome(ada, 'What wins your votes')
  expect(home).toContain('claude-opus-5-5')
  const before = (await direct()).length
  expect(await pressInHome(ada, 'Send me the chart')).toMatchObject({ ok: true })
  await until(async () => (await direct()).length > before + 1)
})
