import type { InputBlock, ModalView, RadioButtons } from '@slack/types'
import { z } from 'zod'
import { option } from '../form/form-fields.ts'
import { plain, richText, section, shorten } from '../blocks/rich-text.ts'

export const forgetForm = 'forget'
export const forgetFields = { what: 'what', task: 'task', person: 'person', sure: 'sure' } as const

export type ForgetWhat = 'document' | 'mine' | 'person'

export interface ForgettableTask {
  id: string
  title: string
  fileName: string
  at: Date
}

const explanation =
  'Documents, quotes, answers and prompts are removed for good, and my messages about them. Ids, counts and costs remain. What is under a legal hold stays. I tell you in a direct message what went and what stayed.'

/** The form by which a person has things forgotten; admins may name another person. */
export function forgetView(tasks: ForgettableTask[], of: { isAdmin: boolean }): ModalView {
  const whats: [ForgetWhat, string][] = [
    ...(tasks.length > 0
      ? [
          ['document', 'The document chosen below and what was asked about it in its thread'] as [
            ForgetWhat,
            string,
          ],
        ]
      : []),
    ['mine', 'Everything I asked for, shared with you and said to you'],
    ...(of.isAdmin ? [['person', 'Everything of the person chosen below'] as [ForgetWhat, string]] : []),
  ]
  const radio: RadioButtons = {
    type: 'radio_buttons',
    action_id: forgetFields.what,
    options: whats.map(([value, text]) => option(value, text)),
  }
  return {
    type: 'modal',
    callback_id: forgetForm,
    title: { type: 'plain_text', text: 'Forget' },
    submit: { type: 'plain_text', text: 'Forget it' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      richText(section(plain(explanation))),
      {
        type: 'input',
        block_id: forgetFields.what,
        label: { type: 'plain_text', text: 'What' },
        element: radio,
      },
      ...(tasks.length > 0 ? [taskField(tasks)] : []),
      ...(of.isAdmin ? [personField] : []),
      sureField,
    ],
  }
}

// Slack takes 100 options.
function taskField(tasks: ForgettableTask[]): InputBlock {
  return {
    type: 'input',
    block_id: forgetFields.task,
    optional: true,
    label: { type: 'plain_text', text: 'Document' },
    element: {
      type: 'static_select',
      action_id: forgetFields.task,
      options: tasks.slice(0, 100).map(({ id, title, fileName, at }) => {
        const day = at.toISOString().slice(0, 10)
        return option(id, shorten(`${day} ${shorten(fileName, 40)}, ${title}`, 75))
      }),
    },
  }
}

const personField: InputBlock = {
  type: 'input',
  block_id: forgetFields.person,
  optional: true,
  label: { type: 'plain_text', text: 'Person' },
  element: { type: 'users_select', action_id: forgetFields.person },
}

const sureField: InputBlock = {
  type: 'input',
  block_id: forgetFields.sure,
  label: { type: 'plain_text', text: 'Confirm' },
  element: {
    type: 'checkboxes',
    action_id: forgetFields.sure,
    options: [option('yes', 'I know that this cannot be undone')],
  },
}

const State = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      selected_option: z.object({ value: z.string() }).nullish(),
      selected_user: z.string().nullish(),
    }),
  ),
)

/** What a person filled in. */
export function readForgetForm(view: { state: { values: unknown } }) {
  const values = State.parse(view.state.values)
  const field = (name: string) => Object.values(values[name] ?? {})[0]
  const what = z.enum(['document', 'mine', 'person']).parse(field(forgetFields.what)?.selected_option?.value)
  return {
    what,
    taskId: field(forgetFields.task)?.selected_option?.value ?? null,
    person: field(forgetFields.person)?.selected_user ?? null,
  }
}
