import { expect, test } from 'vitest'
import { checkVariables } from '../../src/prompts/check-variables.ts'
import { Variable } from '../../src/prompts/analysis.ts'

const analysis = {
  name: 'lease',
  variables: [
    Variable.parse({ name: 'tenant', label: 'Tenant', type: 'text', required: true }),
    Variable.parse({ name: 'rent', label: 'Rent', type: 'text' }),
    Variable.parse({ name: 'start', label: 'Start', type: 'date' }),
    Variable.parse({ name: 'years', label: 'Years', type: 'number' }),
    Variable.parse({ name: 'kind', label: 'Kind', type: 'choice', choices: ['Shop', 'Flat'] }),
    Variable.parse({ name: 'reviewer', label: 'Reviewer', type: 'person' }),
    Variable.parse({ name: 'contract_content', label: 'Document', type: 'document', required: true }),
  ],
}

function refusal(given: Record<string, string>): string | null {
  try {
    checkVariables(analysis, given)
    return null
  } catch (error) {
    return (error as { userMessage: string }).userMessage
  }
}

test('what the analysis asks for passes', () => {
  expect(refusal({ tenant: 'Ada' })).toBeNull()
  expect(refusal({ tenant: 'Ada', rent: '100' })).toBeNull()
})

test('a required variable that is missing or empty is named; the document is not one', () => {
  expect(refusal({ rent: '100' })).toBe('tenant is needed.')
  expect(refusal({ tenant: '' })).toBe('tenant is needed.')
})

test('an unknown variable is named, with those that there are', () => {
  expect(refusal({ tenant: 'Ada', contract_content: 'x' })).toBe(
    'lease has no variable contract_content. It has: tenant, rent, start, years, kind, reviewer.',
  )
})

test('a value must be of its variable’s type; all that is wrong is said at once', () => {
  expect(
    refusal({ tenant: 'Ada', start: '2028-02-29', years: '2.5', kind: 'Flat', reviewer: 'Ben' }),
  ).toBeNull()
  expect(refusal({ tenant: 'Ada', start: '2026-02-29', years: 'two', kind: 'flat' })).toBe(
    'start must be a date such as 2026-11-30. years must be a number such as 12 or 12.5. kind must be one of: Shop, Flat.',
  )
  expect(refusal({ tenant: 'Ada', years: ' ', colour: 'red' })).toMatch(
    /no variable colour.*years must be a number/,
  )
})
