import { expect, test } from 'vitest'
import { withoutBase64 } from '../../src/llm/base64.ts'

const bytes = Buffer.from(Array.from({ length: 600 }, (_, index) => (index * 37) % 256))

test('base64 becomes its type, size and hash', () => {
  const text = `before data:application/pdf;base64,${bytes.toString('base64')} after ${bytes.toString('base64')}`
  const clean = withoutBase64(text)
  expect(clean).toMatch(
    /^before <application\/pdf, 600 bytes, sha256 [0-9a-f]{64}> after <base64, 600 bytes, sha256 [0-9a-f]{64}>$/,
  )
})

test('prose, hashes and long lines stay as they are', () => {
  const text = `The Parties agree. ${'a'.repeat(300)} ${'0123456789abcdef'.repeat(4)}`
  expect(withoutBase64(text)).toBe(text)
})
