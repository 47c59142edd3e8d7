import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { readDocument } from '../../src/documents/read-document.ts'
import { goldDocument, readSpans, type GoldDocument } from '../support/gold-quotes.ts'
import { lookUpAll, type LookUp } from '../support/measure-quotes.ts'

const fixtures = join(import.meta.dirname, '..', 'fixtures')
const gold: GoldDocument[] = []
const genuine: LookUp[] = []
const forged: LookUp[] = []

// All contracts of the corpus are measured by `npm run bench:documents`.
beforeAll(async () => {
  for (const { pdf, spans } of await readSpans(fixtures)) {
    const document = await readDocument(await readFile(join(fixtures, pdf)), { fileName: basename(pdf) })
    gold.push(goldDocument(pdf, document, spans))
  }
  for (const each of gold) {
    const found = lookUpAll(each)
    genuine.push(...found.genuine)
    forged.push(...found.forged)
  }
}, 60_000)

test('every mark of the lawyers has a place in our text of the PDF', () => {
  const quotes = gold.flatMap((each) => each.quotes)
  expect(quotes.length).toBeGreaterThan(15)
  expect(quotes.filter(({ places }) => places.length === 0)).toEqual([])
})

test('gold quotes are found at their place, on their page and with the right mark, however they are damaged', () => {
  expect(genuine.length).toBeGreaterThan(400)
  expect(new Set(genuine.map(({ kind }) => kind)).size).toBeGreaterThan(25)
  expect(genuine.filter(({ faults }) => faults.length > 0)).toEqual([])
})

test('invented, spliced, paraphrased and short quotes are not accepted', () => {
  expect(forged.length).toBeGreaterThan(500)
  expect(new Set(forged.map(({ kind }) => kind)).size).toBeGreaterThan(20)
  expect(forged.filter(({ faults }) => faults.length > 0)).toEqual([])
})
