import { expect, test } from 'vitest'
import { sectionName } from '../../src/tasks/section-name.ts'

const pages = [0, 100, 200, 300].map((start, index) => ({ number: index + 1, start, end: start + 98 }))

test('a section is named by the pages on which it begins and ends', () => {
  expect(sectionName({ paged: true, pages }, { start: 0, end: 398 })).toBe('pages 1–4')
  expect(sectionName({ paged: true, pages }, { start: 150, end: 250 })).toBe('pages 2–3')
  expect(sectionName({ paged: true, pages }, { start: 100, end: 200 })).toBe('page 2')
  // Between two pages.
  expect(sectionName({ paged: true, pages }, { start: 199, end: 260 })).toBe('pages 2–3')
})

test('where pages mean nothing, or have names, it is not', () => {
  expect(sectionName({ paged: false, pages }, { start: 0, end: 398 })).toBeNull()
  const named = pages.map((page) => ({ ...page, label: 'sheet' }))
  expect(sectionName({ paged: true, pages: named }, { start: 0, end: 398 })).toBeNull()
})
