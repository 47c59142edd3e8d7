import { expect, test } from 'vitest'
import { evidenceAction, fileButtons } from '../../src/slack/blocks/file-buttons.ts'
import { finding, view } from '../support/task-views.ts'

const shown = (of: Parameters<typeof view>[0]) => JSON.stringify(fileButtons(view(of)))

test('quotes are shown on their page where there are pages to draw', () => {
  expect(shown({ documentKind: 'pdf' })).toContain(evidenceAction)
  for (const documentKind of ['docx', 'text', 'html', 'rtf', 'email', 'xlsx', 'zip', 'image'] as const) {
    expect(shown({ documentKind })).not.toContain(evidenceAction)
    expect(shown({ documentKind })).toContain('Word report')
  }
})

test('only what code found in the document has a place there', () => {
  expect(shown({ findings: [finding({ mark: 'unverified' })] })).not.toContain(evidenceAction)
  expect(shown({ findings: [finding({ mark: null, quote: null })] })).not.toContain(evidenceAction)
  expect(shown({ findings: [finding({ mark: 'repaired', title: 'Cap', page: 3 })] })).toContain(
    'Cap · Page 3',
  )
  expect(fileButtons(view({ findings: [] }))).toEqual([])
})
