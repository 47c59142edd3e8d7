import type { ConfirmationDialog, Option } from '@slack/types'
import type { Workspace } from './context.ts'

/** What any element of Slack's may hold, as far as this page reads it. */
export interface AnyElement {
  type: string
  action_id?: string
  options?: Option[]
  option_groups?: { options: Option[] }[]
  placeholder?: { text: string }
  initial_value?: string
  initial_option?: Option
  initial_options?: Option[]
  initial_date?: string
  initial_time?: string
  initial_user?: string
  initial_conversation?: string
  initial_channel?: string
  default_to_current_conversation?: boolean
  filter?: { include?: string[] }
  multiline?: boolean
  max_length?: number
  min_value?: string
  max_value?: string
  is_decimal_allowed?: boolean
  dispatch_action_config?: { trigger_actions_on?: string[] }
  confirm?: ConfirmationDialog
  image_url?: string
  initial_users?: string[]
  alt_text?: string
  icon?: string
  text?: { type: string; text: string }
  value?: string
}

export type ElementValue = Record<string, unknown>

export function optionsOf(element: AnyElement): Option[] {
  return element.options ?? element.option_groups?.flatMap(({ options }) => options) ?? []
}

/** Conversations that the element lets choose, of those the person sees. */
export function conversationsOf(element: AnyElement, { state }: Pick<Workspace, 'state'>): Option[] {
  const include = element.type === 'channels_select' ? ['public'] : element.filter?.include
  return state.channels
    .filter(({ kind }) => include === undefined || include.includes(kind))
    .map(({ id, name, kind }) => ({
      text: { type: 'plain_text', text: kind === 'im' ? name : `#${name}` },
      value: id,
    }))
}

/** What the element holds before anybody touched it, in Slack's shape. */
export function initialValue(
  element: AnyElement,
  { place, state }: Pick<Workspace, 'place' | 'state'>,
): ElementValue {
  const { type } = element
  switch (type) {
    case 'static_select':
    case 'radio_buttons':
      return { type, selected_option: element.initial_option ?? null }
    case 'checkboxes':
    case 'multi_static_select':
      return { type, selected_options: element.initial_options ?? [] }
    case 'datepicker':
      return { type, selected_date: element.initial_date ?? null }
    case 'timepicker':
      return { type, selected_time: element.initial_time ?? null }
    case 'users_select':
      return { type, selected_user: element.initial_user ?? null }
    case 'multi_users_select':
      return { type, selected_users: element.initial_users ?? [] }
    case 'channels_select':
      return { type, selected_channel: element.initial_channel ?? null }
    case 'conversations_select': {
      const isHere = conversationsOf(element, { state }).some(({ value }) => value === place.channel)
      const here = element.default_to_current_conversation && isHere ? place.channel : null
      return { type, selected_conversation: element.initial_conversation ?? here }
    }
    case 'file_input':
      return { type, files: [] }
    default:
      return { type, value: element.initial_value ?? null }
  }
}

/** Elements that one types into. */
export function isTyped({ type }: { type: string }): boolean {
  return type.endsWith('_input') && type !== 'file_input'
}
