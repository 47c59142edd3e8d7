import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types'
import { z } from 'zod'
import type { CombinedFinding } from '../../tasks/combine-findings.ts'
import { proseOf } from '../../tasks/prose.ts'
import { isFound } from '../../tasks/task-lines.ts'
import type { TaskView } from '../../tasks/task-view.ts'
import { note, shorten } from '../blocks/rich-text.ts'

export const exampleForm = 'keep-example-form'

/** Slack takes so many characters in a text field, and so many options in a list. */
const maxField = 3000
const maxFields = 4
const maxFindings = 100

const findingsField = 'findings'
const textField = (index: number) => `text-${index}`

/** The form in which a result becomes an example; null for one whose text is too long for a form. */
export function exampleView(view: TaskView, { needsApproval }: { needsApproval: boolean }): ModalView | null {
  const pieces = piecesOf(proseOf(view, view.chosen ?? 1))
  if (pieces.length > maxFields) return null
  const options = exampleFindings(view).map(optionOf)
  const next = needsApproval
    ? 'An approver of this channel has to agree; then it is a row of the data set, with its document.'
    : 'It becomes a row of the data set, with its document; the next evaluation uses it.'
  return {
    type: 'modal',
    callback_id: exampleForm,
    private_metadata: view.id,
    title: { type: 'plain_text', text: 'Keep as example' },
    submit: { type: 'plain_text', text: needsApproval ? 'Propose' : 'Keep' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      note(`What a good answer to this document says. ${next}`),
      ...pieces.map(textInput),
      ...(options.length === 0 ? [] : [findingsInput(options)]),
    ],
  }
}

/** The findings that can be kept: what code did not find in the document is no example for anybody. */
export function exampleFindings({ findings }: TaskView): CombinedFinding[] {
  return findings.filter((finding) => finding.quote !== null && isFound(finding)).slice(0, maxFindings)
}

const State = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      value: z.string().nullish(),
      selected_options: z.array(z.object({ value: z.string() })).nullish(),
    }),
  ),
)

/** What a person filled in. */
export function readExample(view: { state: { values: unknown } }): { text: string; findings: string[] } {
  const values = State.parse(view.state.values)
  const field = (name: string) => Object.values(values[name] ?? {})[0]
  const texts = Array.from({ length: maxFields }, (_, index) => field(textField(index))?.value ?? '')
  return {
    text: texts.filter((text) => text.trim() !== '').join('\n\n'),
    findings: (field(findingsField)?.selected_options ?? []).map(({ value }) => value),
  }
}

function textInput(piece: string, index: number): KnownBlock {
  return {
    type: 'input',
    block_id: textField(index),
    optional: index > 0,
    label: { type: 'plain_text', text: index === 0 ? 'Ideal answer' : 'Ideal answer, continued' },
    element: {
      type: 'plain_text_input',
      action_id: 'text',
      multiline: true,
      max_length: maxField,
      initial_value: piece,
    },
  }
}

function findingsInput(options: PlainTextOption[]): KnownBlock {
  return {
    type: 'input',
    block_id: findingsField,
    optional: true,
    label: { type: 'plain_text', text: 'Findings that a good answer has' },
    hint: { type: 'plain_text', text: 'An evaluation looks for each of them, by its quote.' },
    element: { type: 'multi_static_select', action_id: 'findings', options, initial_options: options },
  }
}

function optionOf({ id, title, quote }: CombinedFinding): PlainTextOption {
  const text = shorten(`${title}: ${(quote ?? '').replace(/\s+/g, ' ')}`, 75)
  return { text: { type: 'plain_text', text }, value: id }
}

// At paragraphs where there are any.
function piecesOf(text: string): string[] {
  const pieces: string[] = ['']
  for (const paragraph of text.split(/\n{2,}/).flatMap((each) => each.match(/[\s\S]{1,2900}/gu) ?? [])) {
    const last = pieces.at(-1) ?? ''
    const joined = last === '' ? paragraph : `${last}\n\n${paragraph}`
    if (joined.length <= maxField - 100) pieces[pieces.length - 1] = joined
    else pieces.push(paragraph)
  }
  return pieces
}
