import { expect, test } from 'vitest'
import type { Document } from '../../src/documents/document.ts'
import { cutSections } from '../../src/tasks/cut-sections.ts'

const text = 'The parties agree on this. '.repeat(4000)
const content: Document = {
  kind: 'text',
  text,
  pages: [{ number: 1, start: 0, end: text.length }],
  paged: false,
  headings: [],
  warnings: [],
}
// Four characters a token, as somebody has counted them.
const reader = {
  prefix: 1000 + text.length / 4,
  system: 1000,
  question: 500,
  maxInputTokens: null,
  readsImages: false,
}
const longest = (sections: { start: number; end: number }[] | null) =>
  Math.max(...(sections ?? []).map(({ start, end }) => end - start))

test('what fits is not cut, and what does not is, with room left for question and answer', () => {
  const fitting = { ...reader, maxInputTokens: reader.prefix + reader.question }
  expect(cutSections(content, { readers: [reader, fitting], sectionTokens: null })).toBeNull()
  const tight = { ...reader, maxInputTokens: fitting.maxInputTokens - 1 }
  const sections = cutSections(content, { readers: [reader, tight], sectionTokens: null })
  expect(sections?.length).toBeGreaterThan(1)
  expect(longest(sections) / 4).toBeLessThanOrEqual(tight.maxInputTokens * 0.8 - 1500)
})

test('an analysis’ own limit counts the document’s tokens, and the lower one holds', () => {
  const sections = cutSections(content, { readers: [reader], sectionTokens: 5000 })
  expect(longest(sections)).toBeLessThanOrEqual(20_000)
  const small = { ...reader, maxInputTokens: 5000 }
  expect(longest(cutSections(content, { readers: [small], sectionTokens: 5000 })) / 4).toBeLessThanOrEqual(
    2500,
  )
})

test('a document that would fall into too many sections is refused in words', () => {
  const tiny = { ...reader, maxInputTokens: 1600 }
  const long = { ...content, text: text.repeat(4) }
  const cut = () => cutSections(long, { readers: [{ ...tiny, prefix: 110_000 }], sectionTokens: null })
  expect(cut).toThrow(expect.objectContaining({ code: 'document_too_large' }))
})
