import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { readOwnRules } from '../../src/redact/own-rules.ts'
import { restoreText, type Entry } from '../../src/redact/placeholder.ts'
import { strictest } from '../../src/redact-groups.ts'
import { makeHome } from '../support/program.ts'
import { own, redactHere } from '../support/redact-here.ts'

test('the same value has the same placeholder, in another way of writing one that is told apart', () => {
  const { text, entries } = redactHere(
    'By: /s/ JOHN THIEVON\nName: John Thievon. Mr. Thievon calls (415) 555-0134 or 415-555-0134; John Thievon signs.',
  )
  expect(text).toBe(
    'By: /s/ [PERSON_1]\nName: [PERSON_1B]. Mr. [PERSON_1C] calls [PHONE_1] or [PHONE_1B]; [PERSON_1B] signs.',
  )
  expect(entries.map(({ value }) => value)).toContain('Thievon')
})

test.each([
  ['a card number that is none', 'Invoice 4111 1111 1111 1112 is due.'],
  ['an IBAN with a wrong check digit', 'DE88 3704 0044 0532 0130 00'],
  [
    'amounts, dates and clauses',
    'Under section 10.2.1 USD 5,000,000.00 is due on 2019-04-01, within 30 days of 1 May 2019.',
  ],
  [
    'words that are names too',
    'Will the Licensee grant a License in May or June, the Company shall mark it.',
  ],
  ['a place', 'It is governed by the laws of Virginia and the State of Georgia.'],
])('%s stays', (_, text) => {
  expect(redactHere(text, { ...own({}), groups: ['people', 'contacts', 'numbers'] }).text).toBe(text)
})

const entries: Entry[] = [
  { kind: 'PERSON', number: 1, form: 0, value: 'Jay Grobowsky' },
  { kind: 'PERSON', number: 1, form: 1, value: 'Grobowsky' },
  { kind: 'EMAIL', number: 12, form: 27, value: 'jay@acme.example' },
]

test.each([
  ['[PERSON_1] pays', 'Jay Grobowsky pays'],
  ['[person 1b]’s duty', 'Grobowsky’s duty'],
  ['[ Person-1 B ]', 'Grobowsky'],
  [String.raw`\[PERSON\_1\]`, 'Jay Grobowsky'],
  ['PERSON_1B must', 'Grobowsky must'],
  ['**[EMAIL_12AB]**', '**jay@acme.example**'],
  ['[PERSON_2] and [EMAIL_1] are nobody', '[PERSON_2] and [EMAIL_1] are nobody'],
  ['[PERSON_1ZZ]', '[PERSON_1ZZ]'],
  ['Person 1 of the list', 'Person 1 of the list'],
])('an answer’s %s is shown as %s', (answer, shown) => {
  expect(restoreText(answer, entries)).toBe(shown)
})

test('an operator’s own words and patterns are replaced, and what is to be kept stays', () => {
  const rules = own({
    words: ['Project Falcon'],
    people: ['Xu'],
    patterns: ['MAT-[0-9]{4,}', '(?i)case no\\. \\d+'],
    keep: ['Paris Hilton', '12-3456789'],
  })
  const { text, restored } = redactHere(
    'project falcon of Xu, MAT-12345 and Case No. 77; Paris Hilton, 12-3456789.',
    rules,
  )
  expect(text).toBe('[TERM_1] of [PERSON_1], [TERM_2] and [TERM_3]; Paris Hilton, 12-3456789.')
  expect(restored).toBe('project falcon of Xu, MAT-12345 and Case No. 77; Paris Hilton, 12-3456789.')
})

test('a pattern on which other engines hang takes no time', () => {
  const startedAt = performance.now()
  redactHere(`${'a'.repeat(50_000)}!`, own({ patterns: ['(a+)+$', '(a|aa)+b'] }))
  expect(performance.now() - startedAt).toBeLessThan(5000)
})

test('redact.yml is read, may be missing, and is refused with every mistake named', async () => {
  await using home = await makeHome()
  const file = join(home.folder, 'redact.yml')
  expect(await readOwnRules(file)).toMatchObject({ people: [], patterns: [] })
  await writeFile(file, 'people: [Jane Roe]\npatterns: ["MAT-\\\\d{6}"]\n')
  expect(await readOwnRules(file)).toMatchObject({ people: ['Jane Roe'], patterns: [String.raw`MAT-\d{6}`] })
  for (const [text, problem] of [
    ['patterns: ["("]', 'none of RE2’s syntax'],
    ['patterns: ["a*"]', 'fits nothing at all'],
    ['persons: [Jane]', 'persons'],
    ['people: [', 'it is no YAML'],
  ] as const) {
    await writeFile(file, text)
    await expect(readOwnRules(file)).rejects.toMatchObject({
      code: 'config_invalid',
      userMessage: expect.stringContaining(problem) as string,
    })
  }
})

test('the variables are read, and refused where they cannot be understood', () => {
  const config = readConfig({ PARALEGAL_REDACT: 'numbers, people', PARALEGAL_USER_LIMIT: '20/hour 100/day' })
  expect(config.redact).toEqual(['people', 'numbers'])
  expect(config.userLimits).toEqual({ hour: 20, day: 100 })
  expect(readConfig({})).toMatchObject({ redact: [], userLimits: { hour: null, day: null } })
  expect(() => readConfig({ PARALEGAL_REDACT: 'people,phones' })).toThrow(
    'PARALEGAL_REDACT: must be some of people',
  )
  for (const wrong of ['20', '0/hour', '5/week', '1/hour 2/hour', '-1/day'])
    expect(() => readConfig({ PARALEGAL_USER_LIMIT: wrong })).toThrow('PARALEGAL_USER_LIMIT: must be tasks')
})

test('the strictest wins', () => {
  expect(strictest(['numbers'], null, ['people', 'numbers'], undefined)).toEqual(['people', 'numbers'])
})
