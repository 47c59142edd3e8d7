import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTable, writeTable, type Row } from '../../src/evals/csv-table.ts'

const pieces = [
  '"',
  '""',
  ',',
  '\n',
  '\r',
  '\r\n',
  ' ',
  '\t',
  '\uFEFF',
  '=1+1',
  '-',
  '@x',
  '😀',
  '👩‍⚖️',
  'é',
  'clause',
  '0',
  "'",
  ';',
  '\u2028',
]
const cell = fc.option(
  fc.oneof(
    fc.constant(''),
    fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join('')),
  ),
)
const name = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(''))
  .filter((text) => !text.startsWith('\uFEFF'))
const table = fc.uniqueArray(name, { minLength: 2, maxLength: 5 }).chain((columns) =>
  fc.array(fc.tuple(...columns.map(() => cell)), { maxLength: 6 }).map((records) => ({
    columns,
    rows: records.map((record): Row =>
      Object.fromEntries(columns.map((column, index) => [column, record[index] ?? null])),
    ),
  })),
)

test('what is written is read again as it was: quotes, line ends, marks, emoji, empty and missing cells', () => {
  fc.assert(
    fc.property(table, fc.boolean(), ({ columns, rows }, hasMark) => {
      const text = writeTable({ columns, rows })
      const read = parseTable(`${hasMark ? '\uFEFF' : ''}${text}`, 'cases.csv')
      expect(read.columns).toEqual(columns)
      expect(read.rows).toEqual(rows)
    }),
    { numRuns: 2000 },
  )
})

test('line ends of any kind part the rows, and a row knows its line', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const read = parseTable(['a,b', '1,"x', 'y"', '2,z', ''].join(end), 'cases.csv')
    expect(read.rows.map(({ a }) => a)).toEqual(['1', '2'])
    expect(read.lines).toEqual([2, 4])
  }
})

test.each([
  ['', 'line 1: the file is empty'],
  ['a,a\n1,2\n', 'two columns are named “a”'],
  ['a,b\n1,2\n3\n', 'line 3: this row has 1 cells, and there are 2 columns'],
  ['a,b\n1,"2\n', 'line 2'],
])('what is no table is refused with its line: %j', (text, words) => {
  expect(() => parseTable(text, 'cases.csv')).toThrowError(
    expect.objectContaining({ userMessage: expect.stringContaining(words) as string }),
  )
})
