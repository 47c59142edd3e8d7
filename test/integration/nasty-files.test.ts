import { describe, expect, test } from 'vitest'
import { defaultReadLimits, readDocument } from '../../src/documents/read-document.ts'
import { allNasty } from '../support/nasty/all-nasty.ts'

const limits = { ...defaultReadLimits, recogniseMs: 0 }

describe('nasty files end within their limits, in a clear sentence or a result with its warnings', () => {
  test.each(allNasty)('$name', async ({ fileName, bytes, ends }) => {
    const started = performance.now()
    const end = await readDocument(bytes(), { fileName, limits }).then(
      (document) => ({ document, error: null }),
      (error: unknown) => ({ document: null, error: error as Error }),
    )
    expect(performance.now() - started).toBeLessThan(limits.timeoutMs)
    if ('code' in ends) {
      if (ends.code === 'document_no_text') expect(end.document).toMatchObject({ text: '' })
      else {
        expect(end.error).toMatchObject({ name: 'AppError', code: ends.code })
        expect(end.error).toHaveProperty('userMessage', expect.stringContaining(ends.says))
        expect(end.error).toHaveProperty('userMessage', expect.stringContaining(fileName))
      }
      return
    }
    if (end.error) throw end.error
    const { text, pages, headings, warnings } = end.document ?? {
      text: '',
      pages: [],
      headings: [],
      warnings: [],
    }
    expect(text).toContain(ends.text)
    if (ends.without !== undefined) expect(text).not.toContain(ends.without)
    const told = warnings.map(({ kind, reason, excerpt }) => [kind, `${reason} ${excerpt}`])
    expect(told).toEqual(ends.warnings.map(([kind, words]) => [kind, expect.stringContaining(words)]))
    for (const { title, start, end: last } of headings) expect(text.slice(start, last)).toBe(title)
    expect(pages.at(-1)?.end).toBeLessThanOrEqual(text.length)
  })
})
