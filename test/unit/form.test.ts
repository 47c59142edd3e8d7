import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Variable } from '../../src/prompts/analysis.ts'
import { loadLibrary } from '../../src/prompts/library.ts'
import { Form } from '../../src/slack/form/form.ts'
import { personValue } from '../../src/slack/form/form-fields.ts'
import { formView } from '../../src/slack/form/form-view.ts'
import { readForm } from '../../src/slack/form/read-form.ts'
import { checkView } from '../../src/workspace/check-view.ts'
import { projectFolder } from '../support/program.ts'

const { analyses } = await loadLibrary(join(projectFolder, 'prompts'))
const [shipped] = analyses
if (!shipped) throw new Error('no analysis is shipped')
const analysis = {
  ...shipped,
  title: 'An analysis with a very long title indeed',
  variables: [
    Variable.parse({ name: 'text', label: 'Text', type: 'text' }),
    Variable.parse({ name: 'long', label: 'Long', type: 'long-text', hint: 'x'.repeat(150) }),
    Variable.parse({ name: 'choice', label: 'Choice', type: 'choice', choices: ['x', 'y'.repeat(75)] }),
    Variable.parse({ name: 'date', label: 'Date', type: 'date', required: true }),
    Variable.parse({ name: 'number', label: 'Number', type: 'number' }),
    Variable.parse({ name: 'person', label: 'Person', type: 'person' }),
    Variable.parse({ name: 'content', label: 'Content', type: 'document' }),
  ],
}
const held = {
  text: 'A',
  long: 'B',
  choice: 'y'.repeat(75),
  date: '2026-11-30',
  number: '12.5',
  person: personValue({ id: 'U0BEN', name: 'Ben Okafor' }),
}
const taskId = '5c0f5b0e-6a55-4d8e-9b86-5b3b7d4d2b11'

const forms: Record<string, Form> = {
  'after a command': Form.parse({ analysis: analysis.name, channelId: 'C1' }),
  'in a direct message': Form.parse({ analysis: analysis.name, channelId: 'D1' }),
  'from anywhere': Form.parse({ analysis: analysis.name, channelId: null, isChoosable: true }),
  'about one file': Form.parse({
    analysis: analysis.name,
    channelId: 'C1',
    files: [{ id: 'F1', name: 'a' }],
  }),
  'about twelve files with long names': Form.parse({
    analysis: analysis.name,
    channelId: 'C1',
    threadTs: '1.1',
    files: Array.from({ length: 12 }, (_, index) => ({ id: `F0123456789${index}`, name: 'n'.repeat(300) })),
  }),
  'asked again': Form.parse({
    analysis: analysis.name,
    channelId: 'C1',
    again: { taskId, fileName: 'a'.repeat(250) },
  }),
}

test.each(Object.entries(forms))('the form %s is one that Slack takes', (_, form) => {
  const settings = { variations: 4, model: 'offline/a', models: ['offline/b', 'openai/c'] }
  const view = formView(form, { analysis, analyses: [analysis, shipped], variables: held, settings })
  checkView(view, 'modal')
  const fields = view.blocks.map((block) => block.block_id)
  expect(fields).toEqual(expect.arrayContaining(['text', 'long', 'choice', 'date', 'number', 'person']))
  expect(fields).not.toContain('content')
})

test('what the variables hold stands in their fields, what was typed after the command in the first', () => {
  const form = Form.parse({ analysis: analysis.name, channelId: 'C1' })
  const filled = formView(form, { analysis, analyses, variables: held })
  const elementOf = (name: string) => filled.blocks.find((block) => block.block_id === name)
  expect(elementOf('text')).toMatchObject({ element: { initial_value: 'A' } })
  expect(elementOf('choice')).toMatchObject({ element: { initial_option: { value: 'y'.repeat(75) } } })
  expect(elementOf('date')).toMatchObject({ element: { initial_date: '2026-11-30' }, optional: false })
  expect(elementOf('number')).toMatchObject({ element: { initial_value: '12.5' } })
  expect(elementOf('person')).toMatchObject({ element: { initial_user: 'U0BEN' } })
  const typed = formView(form, { analysis, analyses, typed: ' Lease of the mill ' })
  expect(typed.blocks.find((block) => block.block_id === 'text')).toMatchObject({
    element: { initial_value: 'Lease of the mill' },
  })
})

test('what was filled in is read by name; a choice of the place, the audience and the settings with it', () => {
  const form = Form.parse({ analysis: 'lease', channelId: null, isChoosable: true })
  const view = formView(form, { analysis, analyses })
  const answers = readForm({
    private_metadata: view.private_metadata ?? '',
    state: {
      values: {
        '-analysis': { a: { selected_option: { value: 'patent' } } },
        document: { file: { files: [{ id: 'F1', name: 'a.pdf' }, { id: 'F2' }] } },
        text: { text: { value: 'A' } },
        date: { date: { selected_date: null } },
        person: { person: { selected_user: 'U0BEN' } },
        '-place': { place: { selected_conversation: 'C2' } },
        '-variations': { variations: { selected_option: { value: '3' } } },
      },
    },
  })
  expect(answers).toMatchObject({
    form: { analysis: 'patent' },
    files: [
      { id: 'F1', name: 'a.pdf' },
      { id: 'F2', name: 'file' },
    ],
    variables: { text: 'A', person: 'U0BEN' },
    channelId: 'C2',
    variations: 3,
    model: null,
  })
})

test('of a message’s files those are meant that stay checked', () => {
  const files = ['F1', 'F2', 'F3'].map((id) => ({ id, name: id }))
  const form = Form.parse({ analysis: 'lease', channelId: 'C1', files })
  const { private_metadata = '' } = formView(form, { analysis, analyses })
  const values = { '-files': { files: { selected_options: [{ value: 'F3' }, { value: 'F9' }] } } }
  expect(readForm({ private_metadata, state: { values } }).files).toEqual([{ id: 'F3', name: 'F3' }])
})
