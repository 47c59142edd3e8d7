import { h, type JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Option } from '@slack/types'
import {
  conversationsOf,
  initialValue,
  optionsOf,
  type AnyElement,
  type ElementValue,
} from './element-value.ts'
import { TextObject } from './text-object.ts'
import { useWorkspace } from './use-workspace.ts'

export interface AnyElementProps {
  element: AnyElement
  id: string
  /** Where no label points at it. */
  label: string | null
  /** What else a screen reader should know of it. */
  aria?: Aria
  onValue: (value: ElementValue) => void
}

export type Aria = Record<`aria-${string}`, string | boolean | undefined>

/** Whatever a person chooses or types in, but for buttons and files; tells its value in Slack's shape. */
export function AnyElementView({ element, id, label, aria, onValue }: AnyElementProps): JSX.Element {
  const workspace = useWorkspace()
  const { type } = element
  const named: Named = { id, ...aria, ...(label === null ? {} : { 'aria-label': label }) }
  const pick = (key: string) => (option: Option | undefined) =>
    onValue({ type, [key]: option?.value ?? null })
  switch (type) {
    case 'static_select':
      return h(Choice, {
        element,
        named,
        options: optionsOf(element),
        initial: element.initial_option?.value,
        onOption: (option: Option | undefined) => onValue({ type, selected_option: option ?? null }),
      })
    case 'users_select': {
      const people = workspace.state.people.filter(({ bot }) => !bot)
      const options = people.map(({ id: value, name }) => asOption(value, name))
      const onOption = pick('selected_user')
      return h(Choice, { element, named, options, initial: element.initial_user, onOption })
    }
    case 'multi_users_select': {
      const people = workspace.state.people.filter(({ bot }) => !bot)
      const options = people.map(({ id: value, name }) => asOption(value, name))
      const initial = options.filter(({ value }) => element.initial_users?.includes(value ?? ''))
      return h(Boxes, {
        element: { ...element, options, initial_options: initial },
        named,
        isMany: true,
        onOptions: (chosen: Option[]) =>
          onValue({ type, selected_users: chosen.flatMap(({ value }) => value ?? []) }),
      })
    }
    case 'conversations_select':
    case 'channels_select': {
      const key = type === 'channels_select' ? 'selected_channel' : 'selected_conversation'
      const initial = initialValue(element, workspace)[key] as string | null
      const options = conversationsOf(element, workspace)
      return h(Choice, { element, named, options, initial: initial ?? undefined, onOption: pick(key) })
    }
    case 'radio_buttons':
      return h(Boxes, {
        element,
        named,
        isMany: false,
        onOptions: ([option]: Option[]) => onValue({ type, selected_option: option ?? null }),
      })
    case 'checkboxes':
    case 'multi_static_select':
      return h(Boxes, {
        element,
        named,
        isMany: true,
        onOptions: (options: Option[]) => onValue({ type, selected_options: options }),
      })
    case 'datepicker':
      return h('input', {
        ...named,
        type: 'date',
        defaultValue: element.initial_date,
        onChange: (event: Event) => onValue({ type, selected_date: textOf(event) }),
      })
    case 'timepicker':
      return h('input', {
        ...named,
        type: 'time',
        defaultValue: element.initial_time,
        onChange: (event: Event) => onValue({ type, selected_time: textOf(event) }),
      })
    default:
      return h(TextField, { element, named, onValue })
  }
}

type Named = { id: string } & Aria

function TextField({
  element,
  named,
  onValue,
}: {
  element: AnyElement
  named: Named
  onValue: AnyElementProps['onValue']
}): JSX.Element {
  const { type } = element
  const kinds: Record<string, string> = {
    number_input: 'number',
    email_text_input: 'email',
    url_text_input: 'url',
    plain_text_input: 'text',
  }
  const common = {
    ...named,
    maxLength: element.max_length,
    placeholder: element.placeholder?.text,
    defaultValue: element.initial_value,
    onInput: (event: Event) => onValue({ type, value: textOf(event) }),
  }
  if (!(type in kinds)) return h('p', { class: 'muted' }, `This page does not show elements of type ${type}.`)
  if (element.multiline) return h('textarea', { rows: 4, ...common })
  const isNumber = type === 'number_input'
  const range = isNumber
    ? {
        step: element.is_decimal_allowed ? 'any' : '1',
        min: element.min_value,
        max: element.max_value,
      }
    : {}
  return h('input', { type: kinds[type], ...common, ...range })
}

function Choice({
  element,
  named,
  options,
  initial,
  onOption,
}: {
  element: AnyElement
  named: Named
  options: Option[]
  initial: string | undefined
  onOption: (option: Option | undefined) => void
}): JSX.Element {
  return h(
    'select',
    {
      ...named,
      onChange: (event: Event) => onOption(options.find((option) => option.value === textOf(event))),
    },
    h('option', { value: '' }, element.placeholder?.text ?? 'Choose'),
    options.map((option) =>
      h('option', { value: option.value ?? '', selected: option.value === initial }, option.text.text),
    ),
  )
}

function Boxes({
  element,
  named,
  isMany,
  onOptions,
}: {
  element: AnyElement
  named: Named
  isMany: boolean
  onOptions: (options: Option[]) => void
}): JSX.Element {
  const first = element.initial_option ? [element.initial_option] : (element.initial_options ?? [])
  const [chosen, setChosen] = useState(first.map(({ value }) => value))
  const options = optionsOf(element)
  const toggle = (value: string | undefined) => {
    const others = isMany ? chosen.filter((each) => each !== value) : []
    const next = isMany && chosen.includes(value) ? others : [...others, value]
    setChosen(next)
    onOptions(options.filter((option) => next.includes(option.value)))
  }
  return h(
    'div',
    { class: 'boxes', role: isMany ? 'group' : 'radiogroup', ...named },
    options.map((option) =>
      h(
        'label',
        { class: 'box' },
        h('input', {
          type: isMany ? 'checkbox' : 'radio',
          name: named.id,
          checked: chosen.includes(option.value),
          onChange: () => toggle(option.value),
        }),
        h(
          'span',
          null,
          h(TextObject, { text: option.text }),
          option.description
            ? h('small', { class: 'muted' }, h(TextObject, { text: option.description }))
            : null,
        ),
      ),
    ),
  )
}

function asOption(value: string, text: string): Option {
  return { text: { type: 'plain_text', text }, value }
}

function textOf(event: Event): string | null {
  return (event.currentTarget as HTMLInputElement).value || null
}
