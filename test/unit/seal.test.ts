import { expect, test } from 'vitest'
import { seal, unseal } from '../../src/seal.ts'

const first = Buffer.alloc(32, 1)
const second = Buffer.alloc(32, 2)

test('what is sealed opens with its key, first or not, and twice sealed differs', () => {
  const sealed = seal([first], 'row 1', 'xoxb-secret')
  expect(unseal([second, first], 'row 1', sealed)).toBe('xoxb-secret')
  expect(sealed.text).not.toBe(seal([first], 'row 1', 'xoxb-secret').text)
  expect(JSON.stringify(sealed)).not.toContain('xoxb')
})

test('without its key it stays closed', () => {
  expect(unseal([second], 'row 1', seal([first], 'row 1', 'secret'))).toBeNull()
})

test('in another row, or changed by one bit, it does not open', () => {
  const sealed = seal([first], 'row 1', 'secret')
  expect(() => unseal([first], 'row 2', sealed)).toThrow('unable to authenticate data')
  const bytes = Buffer.from(sealed.text, 'base64')
  for (const index of [0, 12, bytes.length - 1]) {
    const changed = Buffer.from(bytes)
    changed[index] = (changed[index] ?? 0) ^ 1
    expect(() => unseal([first], 'row 1', { ...sealed, text: changed.toString('base64') })).toThrow(
      'unable to authenticate data',
    )
  }
})
