import type { InputBlock, PlainTextOption } from '@slack/types'
import type { Variable } from '../../prompts/library.ts'
import { shorten } from '../blocks/rich-text.ts'

const maxTyped = 3000

/** One field per variable, with what it holds already. */
export function variableField(variable: Variable, value: string): InputBlock {
  return {
    type: 'input',
    block_id: variable.name,
    optional: !variable.required,
    label: { type: 'plain_text', text: variable.label },
    ...(variable.hint === null ? {} : { hint: { type: 'plain_text', text: variable.hint } }),
    element: elementOf(variable, value),
  }
}

export function option(value: string, text = value): PlainTextOption {
  return { text: { type: 'plain_text', text: shorten(text, 75) }, value }
}

function elementOf(variable: Variable, value: string): InputBlock['element'] {
  switch (variable.type) {
    case 'choice': {
      const options = variable.choices.slice(0, 100).map((choice) => option(choice))
      const initial = options.find((each) => each.value === value)
      return {
        type: 'static_select',
        action_id: 'choice',
        options,
        ...(initial ? { initial_option: initial } : {}),
      }
    }
    case 'date': {
      const isDate = /^\d{4}-\d{2}-\d{2}$/.test(value)
      return { type: 'datepicker', action_id: 'date', ...(isDate ? { initial_date: value } : {}) }
    }
    case 'number': {
      const isNumber = value.trim() !== '' && Number.isFinite(Number(value))
      return {
        type: 'number_input',
        action_id: 'number',
        is_decimal_allowed: true,
        ...(isNumber ? { initial_value: value.trim() } : {}),
      }
    }
    case 'person': {
      const id = personId(value)
      return { type: 'users_select', action_id: 'person', ...(id === null ? {} : { initial_user: id }) }
    }
    case 'text':
    case 'long-text':
    case 'document':
      return {
        type: 'plain_text_input',
        action_id: 'text',
        multiline: variable.type === 'long-text',
        max_length: maxTyped,
        ...(value === '' ? {} : { initial_value: value.slice(0, maxTyped) }),
      }
  }
}

/** A person as prompts read them; the id tells two of one name apart, and lets a form show them again. */
export function personValue(person: { id: string; name: string }): string {
  return person.name === '' ? person.id : `${person.name} (${person.id})`
}

function personId(value: string): string | null {
  return /(?:^|\()([UW][A-Z0-9]+)\)?$/.exec(value)?.[1] ?? null
}
