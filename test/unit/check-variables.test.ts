import { expect, test } from 'vitest'
import { checkVariables } from '../../src/api/check-variables.ts'
import { Variable } from '../../src/prompts/analysis.ts'

const analysis = {
  name: 'lease',
  variables: [
    Variable.parse({ name: 'tenant', label: 'Tenant', type: 'text', required: true }),
    Variable.parse({ name: 'rent', label: 'Rent', type: 'text' }),
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
  expect(refusal({ rent: '100' })).toBe('lease needs the variable tenant.')
  expect(refusal({ tenant: '' })).toBe('lease needs the variable tenant.')
})

test('an unknown variable is named, with those that there are', () => {
  expect(refusal({ tenant: 'Ada', contract_content: 'x' })).toBe(
    'lease has no variable contract_content. It has: tenant, rent.',
  )
})
