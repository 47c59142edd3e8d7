import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromConsole, toConsole } from '../../src/evals/console-csv.ts'
import { parseTable, writeTable, type Row } from '../../src/evals/csv-table.ts'
import { Variable } from '../../src/prompts/analysis.ts'

const variables = ['DEVELOPMENT_REQUIREMENTS', 'existing_code'].map((name) =>
  Variable.parse({ name: name.toLowerCase(), label: name, type: 'text' }),
)
const analysis = { variables }
const header =
  'DEVELOPMENT_REQUIREMENTS,EXISTING_CODE,Ideal Output,Model Output: Jewelry App (v2, beta) (v12),Rating: Jewelry App (v2, beta) (v12),Model Output: Jewelry App (v5),Rating: Jewelry App (v5)'
const quoted = header.replaceAll(/(Model Output|Rating): Jewelry App \(v2, beta\) \(v12\)/g, '"$&"')

test('an export with several versions side by side becomes a row for each version that answered', () => {
  const table = parseTable(`${quoted}\nbuild,"a ""b""",,first,3,,\nfix,x,good,second,5,third,\n`, 'x.csv')
  const { columns, rows } = fromConsole(table, analysis)
  expect(columns).toEqual([
    'development_requirements',
    'existing_code',
    'ideal_output',
    'model_output',
    'score',
    '__prompt',
    '__prompt_version',
  ])
  expect(rows).toMatchObject([
    {
      existing_code: 'a "b"',
      ideal_output: null,
      model_output: 'first',
      score: '3',
      __prompt: 'Jewelry App (v2, beta)',
      __prompt_version: '12',
    },
    { ideal_output: 'good', model_output: 'second', score: '5', __prompt_version: '12' },
    {
      ideal_output: 'good',
      model_output: 'third',
      score: null,
      __prompt: 'Jewelry App',
      __prompt_version: '5',
    },
  ])
})

test('other spellings of the columns are known', () => {
  const table = parseTable('Existing_Code,GOLDEN,Rating\nx,good,4\n', 'x.csv')
  expect(fromConsole(table, analysis).rows).toEqual([
    { existing_code: 'x', ideal_output: 'good', score: '4' },
  ])
})

test('without results an export has the variables and the ideal output only, each example once', () => {
  const rows: Row[] = ['1', '2'].map((version) => ({
    existing_code: 'x',
    ideal_output: 'good',
    model_output: version,
    __prompt_version: version,
  }))
  const columns = ['existing_code', 'ideal_output', 'model_output', '__prompt_version']
  expect(toConsole({ columns, rows }, analysis, { withResults: false })).toEqual({
    columns: ['existing_code', 'Ideal Output'],
    rows: [{ existing_code: 'x', 'Ideal Output': 'good' }],
  })
})

const text = fc.constantFrom('a', 'b "c"', 'd, e', 'f\ng', '=h', '', '😀 (v3)')
const results = fc.uniqueArray(
  fc.record({
    example: fc.nat(2),
    version: fc.nat({ max: 3 }),
    answer: text,
    score: fc.constantFrom('1', '5'),
  }),
  { selector: ({ example, version }) => `${example} ${version}`, minLength: 1, maxLength: 6 },
)

test('what is exported with results is the same when it is imported again', () => {
  fc.assert(
    fc.property(results, fc.uniqueArray(text, { minLength: 3, maxLength: 3 }), (chosen, texts) => {
      const rows = chosen.map(({ example, version, answer, score }): Row => ({
        development_requirements: texts[example] ?? '',
        existing_code: null,
        ideal_output: texts[0] ?? '',
        model_output: answer,
        score,
        __prompt: 'P (v1), x',
        __prompt_version: String(version),
      }))
      const columns = Object.keys(rows[0] ?? {})
      const wide = toConsole({ columns, rows }, analysis, { withResults: true })
      const again = fromConsole(parseTable(writeTable(wide), 'x.csv'), analysis)
      expect(again.columns.toSorted()).toEqual(columns.toSorted())
      const sorted = (all: Row[]) => all.map((row) => JSON.stringify(Object.entries(row).sort())).sort()
      expect(sorted(again.rows)).toEqual(sorted(rows))
    }),
  )
})
