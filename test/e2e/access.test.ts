import { expect, test } from 'vitest'
import { openModelScene } from '../support/model-scene.ts'

test.each([
  ['PARALEGAL_CHANNELS', 'C0ELSEWHERE', 'not to be used in this channel'],
  ['PARALEGAL_TEAMS', 'T0ELSEWHERE', 'not to be used in this workspace'],
])('a command where %s does not allow it is refused for one pair of eyes', async (name, value, words) => {
  await using scene = await openModelScene({ [name]: value })
  expect(await scene.ada.says('/paralegal', '')).toContain(words)
})
