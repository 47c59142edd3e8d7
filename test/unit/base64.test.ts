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

test.each([
  ['in lines, as in mail', (text: string) => text.replace(/.{76}/g, '$&\r\n')],
  ['in lines inside JSON', (text: string) => JSON.stringify(text.replace(/.{76}/g, '$&\n')).slice(1, -1)],
  ['for addresses', (text: string) => text.replaceAll('+', '-').replaceAll('/', '_')],
  ['percent-encoded', (text: string) => `data:image/png;base64,${encodeURIComponent(text)}`],
])('base64 %s is found', (_, form) => {
  const encoded = form(bytes.toString('base64'))
  const clean = withoutBase64(`It said: ${encoded}.`)
  expect(clean).toMatch(/^It said: <[a-z0-9/]+, 600 bytes, sha256 [0-9a-f]{64}>.$/)
})

test('a very long text takes no longer than its length', () => {
  const words = 'The Supplier shall deliver the goods. '.repeat(130_000)
  const lines = `${'Ab1+'.repeat(19)}\n`.repeat(60_000)
  const startedAt = performance.now()
  expect(withoutBase64(words)).toBe(words)
  expect(withoutBase64(lines).length).toBeLessThan(200)
  expect(withoutBase64('aB3'.repeat(1_500_000)).length).toBeLessThan(200)
  expect(performance.now() - startedAt).toBeLessThan(5000)
})
