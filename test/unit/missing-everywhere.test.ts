import { expect, test } from 'vitest'
import { missingEverywhere } from '../../src/tasks/missing-everywhere.ts'

const done = (...not_found: string[]) => ({ state: 'done' as const, not_found })

test('what is read at once misses what it says it misses', () => {
  expect(missingEverywhere([done('Insurance', 'A cap')])).toEqual(['Insurance', 'A cap'])
  expect(missingEverywhere([{ state: 'failed', not_found: null }])).toEqual([])
  expect(missingEverywhere([])).toEqual([])
})

test('what is read in sections misses what each of them misses, in whichever words', () => {
  expect(
    missingEverywhere([
      done('Cap on liability', 'Insurance'),
      done('Liability cap'),
      done('a cap on liability'),
    ]),
  ).toEqual(['Cap on liability'])
})

test('nothing is missing while a section is unread', () => {
  for (const state of ['failed', 'running', 'pending', 'cancelled'] as const)
    expect(missingEverywhere([done('Insurance'), { state, not_found: null }])).toEqual([])
})
