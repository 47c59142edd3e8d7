import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutSecrets } from '../../src/llm/secrets.ts'

test.each([
  'Incorrect API key provided: sk-proj-AbC123456789xyz. See the help.',
  'Incorrect API key provided: sk-ant-api03-very-secret_value0. See the help.',
  'invalid_auth for xoxb-1234567890-abcdefABCDEF',
  'invalid_auth for xapp-1-A0123-456-abcdef',
  'header Authorization: Bearer abcdef.ghijkl-mnop',
  '{"api_key": "very-secret_value0", "model": "x"}',
  'connect postgres://user:very-secret_value0@db:5432/x failed',
  'token=very-secret_value0&x=1',
  'AKIAIOSFODNN7EXAMPLE is not known',
])('a key or token in “%s” is replaced', (text) => {
  const clean = withoutSecrets(text)
  expect(clean).toContain('<secret>')
  expect(clean).not.toMatch(/secret_value|AbC123|abcdef|IOSFODNN/)
})

test('what vendors say besides stays', () => {
  const text =
    'BadRequestError: 400 max_tokens: 9000 is over the limit of the task (token count 12000); ask for less, id req_0123456789'
  expect(withoutSecrets(text)).toBe(text)
})

test('whatever stands around a key, no part of it is left', () => {
  const keys = fc.stringMatching(/^sk-[A-Za-z0-9]{20,60}$/)
  const around = fc.stringMatching(/^[ .,:;()"'\n]{0,5}$/)
  fc.assert(
    fc.property(around, keys, around, (before, key, after) => {
      expect(withoutSecrets(`${before} ${key}${after}`)).not.toContain(key.slice(3))
    }),
  )
})
