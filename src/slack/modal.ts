import type { InputBlock, ModalView } from '@slack/types'
import { z } from 'zod'
import type { Analysis, Variable } from '../prompts/library.ts'

export const analysisModal = 'analysis'
const fileBlock = 'document'

const Metadata = z.strictObject({ analysis: z.string(), channelId: z.string() })
type Metadata = z.infer<typeof Metadata>

/** The form of an analysis: a file picker and one field per variable; what was typed after the command stands in the first. */
export function modalOf(
  analysis: Analysis,
  { channelId, typed = '' }: { channelId: string; typed?: string },
): ModalView {
  const metadata: Metadata = { analysis: analysis.name, channelId }
  const first = analysis.variables.find(({ type }) => type === 'text' || type === 'long-text')
  return {
    type: 'modal',
    callback_id: analysisModal,
    private_metadata: JSON.stringify(metadata),
    title: { type: 'plain_text', text: analysis.title.slice(0, 24) },
    submit: { type: 'plain_text', text: 'Analyse' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      fileInput(),
      ...analysis.variables
        .filter(isAsked)
        .map((variable) => fieldOf(variable, variable === first ? typed : '')),
    ],
  }
}

export interface ModalAnswers extends Metadata {
  file: { id: string; name: string } | null
  variables: Record<string, string>
}

const State = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: z.string().nullish(),
      selected_option: z.object({ value: z.string() }).nullish(),
      selected_date: z.string().nullish(),
      files: z.array(z.object({ id: z.string(), name: z.string().nullish() })).nullish(),
    }),
  ),
)

/** What a person filled in. */
export function readModal(view: { private_metadata: string; state: { values: unknown } }): ModalAnswers {
  const fields = Object.entries(State.parse(view.state.values)).map(([block, actions]) => ({
    block,
    field: Object.values(actions)[0],
  }))
  const file = fields.find(({ block }) => block === fileBlock)?.field?.files?.[0]
  const variables: Record<string, string> = {}
  for (const { block, field } of fields) {
    const value = field?.value ?? field?.selected_option?.value ?? field?.selected_date
    if (block !== fileBlock && value) variables[block] = value
  }
  return {
    ...Metadata.parse(JSON.parse(view.private_metadata)),
    file: file ? { id: file.id, name: file.name ?? 'file' } : null,
    variables,
  }
}

export const missingFile = { [fileBlock]: 'Please choose the document to analyse.' }
export const notSaved = { [fileBlock]: 'This could not be saved just now. Please press Analyse again.' }

function isAsked(variable: Variable): boolean {
  return variable.type !== 'document'
}

function fileInput(): InputBlock {
  return {
    type: 'input',
    block_id: fileBlock,
    label: { type: 'plain_text', text: 'Document' },
    hint: { type: 'plain_text', text: 'PDF, Word (.docx) or plain text' },
    element: { type: 'file_input', action_id: 'file', max_files: 1 },
  }
}

function fieldOf(variable: Variable, typed: string): InputBlock {
  return {
    type: 'input',
    block_id: variable.name,
    optional: !variable.required,
    label: { type: 'plain_text', text: variable.label },
    ...(variable.hint === null ? {} : { hint: { type: 'plain_text', text: variable.hint } }),
    element: elementOf(variable, typed.trim().slice(0, maxTyped)),
  }
}

const maxTyped = 3000

function elementOf(variable: Variable, typed: string): InputBlock['element'] {
  switch (variable.type) {
    case 'choice':
      return {
        type: 'static_select',
        action_id: 'choice',
        options: variable.choices.slice(0, 100).map((choice) => ({
          text: { type: 'plain_text', text: choice.slice(0, 75) },
          value: choice.slice(0, 75),
        })),
      }
    case 'date':
      return { type: 'datepicker', action_id: 'date' }
    case 'text':
    case 'long-text':
    case 'document':
      return {
        type: 'plain_text_input',
        action_id: 'text',
        multiline: variable.type === 'long-text',
        max_length: maxTyped,
        ...(typed === '' ? {} : { initial_value: typed }),
      }
  }
}
