import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { defaultReadLimits, readDocument } from '../../src/documents/read-document.ts'
import { placesAgree } from '../support/extracted.ts'
import { allNasty } from '../support/nasty/all-nasty.ts'
import type { NastyCase } from '../support/nasty/nasty-case.ts'

const limits = { ...defaultReadLimits, recogniseMs: 0 }

async function endOf({ fileName, bytes }: NastyCase) {
  const started = performance.now()
  try {
    const document = await readDocument(bytes(), { fileName, limits })
    const told = document.warnings.map(({ kind, reason, excerpt }) => [kind, `${reason} ${excerpt}`])
    return { text: document.text, told, arePlaced: placesAgree(document), ms: performance.now() - started }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { code: error.code, says: error.userMessage, ms: performance.now() - started }
  }
}

const saying = (words: string[]) =>
  expect.toSatisfy((said: string) => words.every((each) => said.includes(each))) as unknown

function expected({ fileName, ends }: NastyCase): object {
  // Without OCR a document of pictures has no words; what is said of it is decided later.
  if ('code' in ends && ends.code === 'document_no_text') return { text: '' }
  if ('code' in ends) return { code: ends.code, says: saying([ends.says, fileName]) }
  const isRight = (text: string) =>
    text.includes(ends.text) && (ends.without === undefined || !text.includes(ends.without))
  return {
    text: expect.toSatisfy(isRight) as unknown,
    told: ends.warnings.map(([kind, words]) => [kind, expect.stringContaining(words)]),
    arePlaced: true,
  }
}

describe('nasty files end within their limits, in a clear sentence or a result with its warnings', () => {
  test.each(allNasty)('$name', async (nasty) => {
    const end = await endOf(nasty)
    expect(end).toMatchObject(expected(nasty))
    expect(end.ms).toBeLessThan(limits.timeoutMs)
  })
})
