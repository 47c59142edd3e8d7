import { expect, test } from 'vitest'
import { readFileSync, readdirSync } from 'node:fs'
import { findNames } from '../../src/redact/find-values.ts'
import { noOwnRules } from '../../src/redact/own-rules.ts'
import { createSpanFinder } from '../../src/redact/redact-text.ts'
const dir='/work/shared/corpus/contracts/'
test('probe', () => {
  for (const f of readdirSync(dir).filter(x=>x.endsWith('.txt'))) {
    const text = readFileSync(dir+f,'utf8')
    const rules = { groups: ['people','contacts','numbers','parties'] as never, own: noOwnRules }
    const t=performance.now()
    const names = findNames(text, rules)
    const t2=performance.now()
    const spans = createSpanFinder(names, rules)(text)
    const t3=performance.now()
    const by: Record<string,string[]> = {}
    for (const s of spans) (by[s.kind]??=[]).push(text.slice(s.start,s.end).replace(/\s+/g,' '))
    console.log('#### '+f.slice(0,50), text.length, Math.round(t2-t), Math.round(t3-t2))
    for (const [k,v] of Object.entries(by)) console.log('  ',k, [...new Set(v)].join(' | ').slice(0,1500))
  }
  expect(1).toBe(1)
})
