import { expect, test } from 'vitest'
import { cleanAnswer, cleanWords } from '../../src/llm/clean-answer.ts'

test('marks like ours and signs that nobody sees leave a model’s words, what belongs to a language stays', () => {
  expect(cleanWords('✓ quote verified, ✅ fine ⚠️ no')).toBe('quote verified, fine no')
  expect(cleanWords('safe \u202Eefas\u202C a\u200Bb\u0007c\u2028d')).toBe('safe efas abcd')
  expect(cleanWords('one\ttwo\nthree')).toBe('one\ttwo\nthree')
  // Persian “I go” and a family of emoji.
  for (const kept of ['می\u200Cروم', '👩\u200D👧']) expect(cleanWords(kept)).toBe(kept)
})

test('every text of an answer is cleaned but its quotes, which are looked up as they are', () => {
  const finding = {
    title: '✓ A',
    severity: 'low' as const,
    explanation: '✓ B',
    recommendation: '✓ C',
    quote: '✓ D',
    page: 1,
  }
  expect(cleanAnswer({ answer: '✓ E', findings: [finding], not_found: ['✓ F'] })).toEqual({
    answer: 'E',
    findings: [{ ...finding, title: 'A', explanation: 'B', recommendation: 'C' }],
    not_found: ['F'],
  })
})
