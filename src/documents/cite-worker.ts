import { createHash } from 'node:crypto'
import { answerAsThread } from '../thread.ts'
import { createCiter, type Citation, type Citer } from './cite.ts'
import type { CitingOrder } from './cite-quotes.ts'

const kept = 4
// The parts of a task quote the same document, one after the other.
const citers = new Map<string, Citer>()

answerAsThread(({ document, quotes }: CitingOrder): Citation[] => {
  const key = createHash('sha256').update(document.text).digest('base64')
  const citer = citers.get(key) ?? createCiter(document)
  // Set anew, the one that was asked for last stands last.
  citers.delete(key)
  citers.set(key, citer)
  for (const oldest of [...citers.keys()].slice(0, -kept)) citers.delete(oldest)
  return quotes.map(({ quote, claimedPage }) => citer.cite(quote, claimedPage))
})
