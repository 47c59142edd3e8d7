import {
  asList,
  asObject,
  checkedList,
  checkLength,
  checkOptionalText,
  checkText,
  plain,
} from './check-texts.ts'
import type { Json, Say } from './check-texts.ts'
import { count, text } from './limits.ts'

const selects = [
  'static_select',
  'users_select',
  'conversations_select',
  'channels_select',
  'external_select',
]
const menus = [...selects, ...selects.map((kind) => `multi_${kind}`)]
const choices = ['checkboxes', 'radio_buttons', 'datepicker', 'timepicker']
const fields = ['plain_text_input', 'number_input', 'email_text_input', 'url_text_input', 'rich_text_input']

// types: what each block may hold.
const allowedIn = {
  actions: [
    ...menus,
    ...choices,
    'button',
    'overflow',
    'datetimepicker',
    'workflow_button',
    'rich_text_input',
  ],
  accessory: [...menus, ...choices, 'button', 'overflow', 'workflow_button', 'image'],
  input: [...menus, ...choices, ...fields, 'datetimepicker', 'file_input'],
  context_actions: ['feedback_buttons', 'icon_button'],
}

/** An element in the place it stands in: one of those allowed there, within its own limits. */
export function checkElement(
  value: unknown,
  of: { place: keyof typeof allowedIn; at: string },
  sayAt: Say,
): void {
  const element = asObject(value)
  const kind = String(element['type'])
  const say: Say = (problem, at = '') => sayAt(problem, `${of.at}${at}`)
  if (!allowedIn[of.place].includes(kind)) return say(`unsupported type: ${kind}`, '/type')
  checkLength(element['action_id'], { max: text.id, at: '/action_id' }, say)
  checkOptionalText(element['placeholder'], { max: text.placeholder, at: '/placeholder', kinds: plain }, say)
  if (element['confirm'] !== undefined) checkConfirm(asObject(element['confirm']), say)
  const most = element['max_selected_items']
  if (most !== undefined && !(Number(most) >= 1)) say('must be at least 1', '/max_selected_items')
  checks[kind]?.(element, say)
}

const checks: Record<string, (element: Json, say: Say) => void> = {
  button: checkButton,
  workflow_button: (element, say) =>
    checkText(element['text'], { max: text.button, at: '/text', kinds: plain }, say),
  feedback_buttons(element, say) {
    checkButton(asObject(element['positive_button']), (problem, at = '') =>
      say(problem, `/positive_button${at}`),
    )
    checkButton(asObject(element['negative_button']), (problem, at = '') =>
      say(problem, `/negative_button${at}`),
    )
  },
  icon_button: checkButton,
  static_select: checkMenu,
  multi_static_select: checkMenu,
  checkboxes: (element, say) => checkOptions(element, { min: 1, max: count.choiceOptions }, say),
  radio_buttons: (element, say) => checkOptions(element, { min: 1, max: count.choiceOptions }, say),
  overflow: (element, say) => checkOptions(element, { min: 1, max: count.overflowOptions }, say),
  plain_text_input(element, say) {
    const most = element['max_length']
    if (most !== undefined && !(Number(most) >= 1 && Number(most) <= text.input))
      say(`must be 1 to ${text.input}`, '/max_length')
    const initial = element['initial_value']
    if (initial !== undefined && String(initial).length > Number(most ?? text.input))
      say('is longer than max_length', '/initial_value')
  },
  number_input(element, say) {
    if (typeof element['is_decimal_allowed'] !== 'boolean') say('must be a boolean', '/is_decimal_allowed')
    const [least, most] = [element['min_value'], element['max_value']]
    // docs, number input: these are texts.
    for (const name of ['min_value', 'max_value', 'initial_value'])
      if (element[name] !== undefined && typeof element[name] !== 'string')
        say('must be a string', `/${name}`)
    if (least !== undefined && most !== undefined && Number(least) > Number(most))
      say('must not be more than max_value', '/min_value')
  },
  external_select(element, say) {
    const least = element['min_query_length']
    if (least !== undefined && !(Number(least) >= 1)) say('must be at least 1', '/min_query_length')
  },
  file_input(element, say) {
    const most = element['max_files']
    if (most !== undefined && !(Number(most) >= 1 && Number(most) <= count.fileInputFiles))
      say(`must be 1 to ${count.fileInputFiles}`, '/max_files')
  },
  image(element, say) {
    if (!element['alt_text']) say('must have alt_text')
    if (!element['image_url'] && !element['slack_file']) say('must have image_url or slack_file')
  },
}

function checkButton(element: Json, say: Say): void {
  checkText(element['text'], { max: text.button, at: '/text', kinds: plain }, say)
  checkLength(element['value'], { max: text.buttonValue, at: '/value' }, say)
  checkLength(element['url'], { max: text.buttonUrl, at: '/url' }, say)
  const { style } = element
  if (style !== undefined && style !== 'primary' && style !== 'danger')
    say('must be primary or danger', '/style')
}

function checkMenu(element: Json, say: Say): void {
  if (element['option_groups'] === undefined)
    return checkOptions(element, { min: 1, max: count.selectOptions }, say)
  const groups = checkedList(
    element['option_groups'],
    { min: 1, max: count.selectOptions, at: '/option_groups' },
    say,
  )
  for (const [index, group] of groups.entries()) {
    const sayInGroup: Say = (problem, at = '') => say(problem, `/option_groups/${index}${at}`)
    checkText(group['label'], { max: text.optionText, at: '/label', kinds: plain }, sayInGroup)
    checkOptions(group, { min: 1, max: count.selectOptions }, sayInGroup)
  }
}

function checkOptions(element: Json, size: { min: number; max: number }, say: Say): void {
  const options = checkedList(element['options'], { ...size, at: '/options' }, say)
  for (const [index, option] of options.entries()) {
    const at = `/options/${index}`
    checkText(option['text'], { max: text.optionText, at: `${at}/text` }, say)
    checkOptionalText(option['description'], { max: text.optionText, at: `${at}/description` }, say)
    if (typeof option['value'] !== 'string') say('must have a value', at)
    checkLength(option['value'], { max: text.optionValue, at: `${at}/value` }, say)
  }
  checkInitial(element, options, say)
}

// What is chosen at first must be one of the options.
function checkInitial(element: Json, options: Json[], say: Say): void {
  const values = options.map((option) => option['value'])
  const one = element['initial_option']
  if (one !== undefined && !values.includes(asObject(one)['value']))
    say('must be one of the options', '/initial_option')
  if (!asList(element['initial_options']).every((option) => values.includes(option['value'])))
    say('must be among the options', '/initial_options')
}

function checkConfirm(confirm: Json, say: Say): void {
  checkOptionalText(confirm['title'], { max: text.confirmTitle, at: '/confirm/title', kinds: plain }, say)
  checkText(confirm['text'], { max: text.confirmText, at: '/confirm/text' }, say)
  for (const name of ['confirm', 'deny'])
    checkOptionalText(confirm[name], { max: text.confirmButton, at: `/confirm/${name}`, kinds: plain }, say)
}

/** The elements of a block that tell the app something, with where they stand. */
export function elementsOf(block: Json): { element: Json; at: string }[] {
  const inList = asList(block['elements']).map((element, index) => ({ element, at: `/elements/${index}` }))
  const alone = ['accessory', 'element'].map((name) => ({ element: asObject(block[name]), at: `/${name}` }))
  return [...inList, ...alone].filter(({ element }) => typeof element['type'] === 'string')
}
