import type { InputBlock, KnownBlock, ModalView } from '@slack/types'
import type { Analysis } from '../../prompts/library.ts'
import type { StoredFacts } from '../../documents/facts.ts'
import { variablesFrom } from '../../tasks/document-facts.ts'
import { bold, note, plain, richText, section, shorten } from '../blocks/rich-text.ts'
import { asMetadata, blocks, chooseAnalysisAction, formId, maxFiles, onlyMe, type Form } from './form.ts'
import { option, variableField } from './form-fields.ts'

export interface FormContent {
  analysis: Analysis
  /** All that may be chosen. */
  analyses: Pick<Analysis, 'name' | 'title'>[]
  /** What the variables hold already. */
  variables?: Record<string, string>
  /** What is known of the document. */
  facts?: StoredFacts
  /** Typed after a command: stands in the first text field. */
  typed?: string
  /** For one that is asked again: what it was asked with, and which models there are. */
  settings?: { variations: number; model: string; models: string[] }
}

/** The form of an analysis: what it is about, one field per variable, where the result goes and who sees it. */
export function formView(form: Form, content: FormContent): ModalView {
  const { analysis, typed = '', variables = {} } = content
  const first = analysis.variables.find(({ type }) => type === 'text' || type === 'long-text')
  const found = variablesFrom(content.facts ?? {}, analysis)
  const held = {
    ...found,
    ...(first && typed.trim() !== '' ? { [first.name]: typed.trim() } : {}),
    ...variables,
  }
  return {
    type: 'modal',
    callback_id: formId,
    private_metadata: asMetadata(form),
    title: { type: 'plain_text', text: shorten(analysis.title, 24) },
    submit: { type: 'plain_text', text: 'Analyse' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      ...(form.isChoosable ? [analysisField(content)] : []),
      documentBlock(form),
      ...(Object.keys(found).length > 0 ? [note('Filled in from the document: please check it.')] : []),
      ...analysis.variables
        .filter(({ type }) => type !== 'document')
        .map((variable) => variableField(variable, held[variable.name] ?? '')),
      variationsField(content),
      ...(content.settings ? modelFields(content.settings) : []),
      ...placeFields(form),
    ],
  }
}

function analysisField({ analysis, analyses }: FormContent): InputBlock {
  return {
    type: 'input',
    block_id: blocks.analysis,
    dispatch_action: true,
    label: { type: 'plain_text', text: 'Analysis' },
    element: {
      type: 'static_select',
      action_id: chooseAnalysisAction,
      options: analyses.slice(0, 100).map(({ name, title }) => option(name, title)),
      initial_option: option(analysis.name, analysis.title),
    },
  }
}

function documentBlock({ again, files }: Form): KnownBlock {
  if (again) return richText(section(plain('Of '), bold(shorten(again.fileName, 200)), plain(', again.')))
  const [file] = files
  if (!file) return fileField()
  if (files.length === 1) return richText(section(plain('Of '), bold(shorten(file.name, 200))))
  const options = files.slice(0, maxFiles).map(({ id, name }) => option(id, name))
  const more = files.length - options.length
  return {
    type: 'input',
    block_id: blocks.files,
    label: { type: 'plain_text', text: 'Documents' },
    ...(more > 0 ? { hint: { type: 'plain_text', text: `and ${more} more: share those again` } } : {}),
    element: { type: 'checkboxes', action_id: 'files', options, initial_options: options },
  }
}

function fileField(): InputBlock {
  return {
    type: 'input',
    block_id: blocks.document,
    label: { type: 'plain_text', text: 'Document' },
    hint: { type: 'plain_text', text: 'PDF, Word (.docx) or plain text; several are analysed one by one' },
    element: { type: 'file_input', action_id: 'file', max_files: maxFiles },
  }
}

function answers(count: number) {
  return option(String(count), count === 1 ? 'One' : `${count}, compared with each other`)
}

function variationsField({ analysis, settings }: FormContent): InputBlock {
  const chosen = settings?.variations ?? analysis.variations
  const counts = [...new Set([1, 2, 3, 5, chosen])].sort((a, b) => a - b)
  return {
    type: 'input',
    block_id: blocks.variations,
    label: { type: 'plain_text', text: 'Answers to every question' },
    hint: {
      type: 'plain_text',
      text: 'Several answers show how sure a finding is, and people vote for the best text. Each costs as much as one.',
    },
    element: {
      type: 'static_select',
      action_id: 'variations',
      options: counts.map(answers),
      initial_option: answers(chosen),
    },
  }
}

function modelFields({ model, models }: NonNullable<FormContent['settings']>): InputBlock[] {
  const names = [...new Set([model, ...models])]
  if (names.length === 1) return []
  return [
    {
      type: 'input',
      block_id: blocks.model,
      label: { type: 'plain_text', text: 'Model' },
      element: {
        type: 'static_select',
        action_id: 'model',
        options: names.map((name) => option(name)),
        initial_option: option(model),
      },
    },
  ]
}

// In a direct message only the person sees it anyway.
function placeFields({ channelId }: Form): InputBlock[] {
  if (channelId !== null) return channelId.startsWith('D') ? [] : [audienceField()]
  return [
    {
      type: 'input',
      block_id: blocks.place,
      optional: true,
      label: { type: 'plain_text', text: 'Where the result goes' },
      hint: { type: 'plain_text', text: 'Left empty: to you, in a direct message' },
      element: {
        type: 'conversations_select',
        action_id: 'place',
        default_to_current_conversation: true,
        filter: { include: ['public', 'private'] },
      },
    },
  ]
}

function audienceField(): InputBlock {
  const everybody = option('everybody', 'Everybody here, in the thread')
  return {
    type: 'input',
    block_id: blocks.audience,
    label: { type: 'plain_text', text: 'Who sees the result' },
    element: {
      type: 'radio_buttons',
      action_id: 'audience',
      options: [everybody, option(onlyMe, 'Only me, in a direct message; I can share it here later')],
      initial_option: everybody,
    },
  }
}
