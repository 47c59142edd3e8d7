import { count, text } from './limits.ts'

type Json = Record<string, unknown>

/** What Slack would refuse in these blocks: its error and where; null where all is well. */
export function checkBlocks(
  blocks: unknown,
  surface: 'message' | 'view',
): { error: string; messages: string[] } | null {
  if (!Array.isArray(blocks)) return { error: 'invalid_blocks_format', messages: ['blocks must be a list'] }
  const max = surface === 'message' ? count.messageBlocks : count.viewBlocks
  if (blocks.length > max)
    return {
      error: surface === 'message' ? 'msg_blocks_too_many' : 'invalid_arguments',
      messages: [`more than ${max} blocks`],
    }
  const problems: string[] = []
  const say = (problem: string) => problems.push(problem)
  for (const [index, block] of (blocks as Json[]).entries())
    checkBlock(block, (problem) => say(`[json-pointer:/blocks/${index}] ${problem}`))
  if (problems.length > 0) return { error: 'invalid_blocks', messages: problems }
  const total = characters(blocks)
  if (surface === 'message' && total > text.allBlocks)
    return { error: 'msg_blocks_too_long', messages: [`${total} characters`] }
  return null
}

type Say = (problem: string) => void

const checks: Record<string, (block: Json, say: Say) => void> = {
  section(block, say) {
    if (!block['text'] && !block['fields']) say('section needs text or fields')
    long(block['text'], text.section, say)
    const fields = list(block['fields'])
    if (fields.length > count.sectionFields) say('too many fields')
    for (const field of fields) long(field, text.field, say)
  },
  header: (block, say) => long(block['text'], text.header, say),
  divider: () => undefined,
  image: (block, say) => void (block['alt_text'] || say('image needs alt_text')),
  context(block, say) {
    const elements = list(block['elements'])
    if (elements.length === 0 || elements.length > count.contextElements)
      say('context takes 1 to 10 elements')
    for (const element of elements) if (element['type'] !== 'image') long(element, text.field, say)
  },
  actions(block, say) {
    const elements = list(block['elements'])
    if (elements.length === 0 || elements.length > count.actionElements) say('actions takes 1 to 25 elements')
    for (const element of elements) checkElement(element, say)
  },
  input(block, say) {
    long(block['label'], text.label, say)
    checkElement(object(block['element']), say)
  },
  rich_text(block, say) {
    const kinds = ['rich_text_section', 'rich_text_list', 'rich_text_quote', 'rich_text_preformatted']
    const elements = list(block['elements'])
    if (elements.length === 0) say('rich_text needs elements')
    for (const element of elements) {
      if (!kinds.includes(String(element['type']))) say(`rich_text cannot hold ${String(element['type'])}`)
      if (element['type'] !== 'rich_text_list') checkInline(list(element['elements']), say)
    }
  },
  plan(block, say) {
    if (typeof block['title'] !== 'string' || block['title'] === '') say('plan needs a title')
    for (const card of list(block['tasks'])) checks['task_card']?.(card, say)
  },
  task_card(block, say) {
    if (!block['task_id'] || !block['title']) say('task_card needs task_id and title')
    if (!['pending', 'in_progress', 'complete', 'error'].includes(String(block['status'])))
      say('task_card has an unknown status')
    for (const name of ['details', 'output']) {
      const part = block[name]
      if (part !== undefined) checkBlock(object(part), say)
    }
  },
  markdown: (block, say) =>
    void (String(block['text'] ?? '').length > text.markdown && say('markdown is too long')),
}

function checkBlock(block: Json, say: Say): void {
  const check = checks[String(block['type'])]
  if (!check) return say(`unsupported type: ${String(block['type'])}`)
  const id = block['block_id']
  if (typeof id === 'string' && id.length > text.id) say('block_id is too long')
  check(block, say)
}

function checkInline(elements: Json[], say: Say): void {
  const kinds = [
    'text',
    'link',
    'user',
    'channel',
    'emoji',
    'broadcast',
    'date',
    'usergroup',
    'team',
    'color',
  ]
  for (const element of elements) {
    if (!kinds.includes(String(element['type']))) say(`rich text cannot hold ${String(element['type'])}`)
    if (element['type'] === 'text' && (typeof element['text'] !== 'string' || element['text'] === ''))
      say('text must not be empty')
  }
}

const elementKinds = [
  'button',
  'static_select',
  'multi_static_select',
  'datepicker',
  'plain_text_input',
  'number_input',
  'checkboxes',
  'radio_buttons',
  'overflow',
  'file_input',
  'users_select',
  'conversations_select',
]

function checkElement(element: Json, say: Say): void {
  const kind = String(element['type'])
  if (!elementKinds.includes(kind)) return say(`unsupported element: ${kind}`)
  const id = element['action_id']
  if (typeof id === 'string' && id.length > text.id) say('action_id is too long')
  if (kind === 'button') {
    long(element['text'], text.button, say)
    if (String(element['value'] ?? '').length > text.buttonValue) say('button value is too long')
  }
  const options = list(element['options'])
  if (kind === 'static_select' && (options.length === 0 || options.length > count.selectOptions))
    say('static_select takes 1 to 100 options')
  for (const option of options) {
    long(option['text'], text.optionText, say)
    if (String(option['value'] ?? '').length > text.optionValue) say('option value is too long')
  }
  const files = element['max_files']
  if (
    kind === 'file_input' &&
    files !== undefined &&
    !(Number(files) >= 1 && Number(files) <= count.fileInputFiles)
  )
    say('max_files is 1 to 10')
}

function long(value: unknown, max: number, say: Say): void {
  const content = object(value)['text']
  if (typeof content !== 'string' || content === '') say('text is missing')
  else if (content.length > max) say(`text is longer than ${max}`)
}

function characters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + characters(item), 0)
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + (key === 'text' && typeof item === 'string' ? item.length : characters(item)),
    0,
  )
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {}
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : []
}
