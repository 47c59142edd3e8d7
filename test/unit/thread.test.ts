import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createCiter } from '../../src/documents/cite.ts'
import { citeQuotes } from '../../src/documents/cite-quotes.ts'
import { readDocument } from '../../src/documents/read-document.ts'
import { createThread } from '../../src/thread.ts'
import { projectFolder } from '../support/program.ts'

const ask = createThread<string, string>(new URL('../fixtures/echo-thread.ts', import.meta.url))
const never = new AbortController().signal

test('a thread answers whoever asks, and knows nothing of the environment', async () => {
  const answers = await Promise.all(['one', 'two', 'three'].map(async (text) => ask(text, never)))
  expect(answers).toEqual(['one', 'two', 'three'].map((text) => `${text}, NODE_COMPILE_CACHE`))
})

test('who gives up is let go at once, and the others get their answers', async () => {
  const stop = new AbortController()
  const given = ask('wait', stop.signal)
  const other = ask('hello', never)
  stop.abort(new Error('enough'))
  await expect(given).rejects.toThrow('enough')
  expect(await other).toContain('hello')
  await expect(ask('hello', stop.signal)).rejects.toThrow('enough')
})

test('an error in the thread is the asker’s error; a thread that dies fails its askers and is started anew', async () => {
  await expect(ask('fail', never)).rejects.toThrow('as told')
  await expect(Promise.all([ask('wait', never), ask('die', never)])).rejects.toThrow('the thread ended')
  expect(await ask('again', never)).toContain('again')
})

test('the quotes of a long document are found in the thread as they are here', async () => {
  const bytes = await readFile(join(projectFolder, 'test/fixtures/strategic-alliance.pdf'))
  const document = await readDocument(bytes, { fileName: 'a.pdf' })
  expect(document.text.length).toBeGreaterThan(20_000)
  const wordsFrom = (offset: number) =>
    document.text.slice(document.text.indexOf(' ', offset) + 1, document.text.indexOf(' ', offset + 100))
  const quotes = [
    { quote: wordsFrom(9000), claimedPage: 1 },
    { quote: wordsFrom(3000).toUpperCase(), claimedPage: null },
    { quote: 'words that stand nowhere in the whole of this agreement', claimedPage: 2 },
  ]
  const citer = createCiter(document)
  const here = quotes.map(({ quote, claimedPage }) => citer.cite(quote, claimedPage))
  expect(here.map(({ mark }) => mark)).toEqual(['verified', 'repaired', 'unverified'])
  expect(await citeQuotes(document, quotes, never)).toEqual(here)
  expect(await citeQuotes(document, [], never)).toEqual([])
})
