import { createHash } from 'node:crypto'
import { answerAsThread } from '../thread.ts'
import { findNames } from './find-names.ts'
import type { KnownValue } from './known-values.ts'
import type { RedactOrder } from './redact-order.ts'
import { createSpanFinder, replaceInDocument, replaceSpans, valuesOf } from './redact-text.ts'

const kept = 8
// The parts of a task ask about the same texts, at the same moment.
const nameCache = new Map<string, KnownValue[]>()

answerAsThread((order: RedactOrder) => {
  const { rules } = order
  switch (order.do) {
    case 'names':
      return order.texts.flatMap((text) => cachedNames(text, order))
    case 'values': {
      const find = createSpanFinder(order.names, rules)
      return order.texts.flatMap((text) => valuesOf(text, find(text)))
    }
    case 'texts': {
      const find = createSpanFinder(order.names, rules)
      return order.texts.map((text) => replaceSpans(text, find(text), order.entries).text)
    }
    case 'document':
      return replaceInDocument(order.document, createSpanFinder(order.names, rules), order.entries)
  }
})

function cachedNames(text: string, { rules }: RedactOrder): KnownValue[] {
  const key = createHash('sha256').update(JSON.stringify(rules)).update(text).digest('base64')
  const names = nameCache.get(key) ?? findNames(text, rules)
  nameCache.delete(key)
  nameCache.set(key, names)
  for (const oldest of [...nameCache.keys()].slice(0, -kept)) nameCache.delete(oldest)
  return names
}
