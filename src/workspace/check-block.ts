import { checkElement } from './check-elements.ts'
import { checkRichText } from './check-rich-text.ts'
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

export type Surface = 'message' | 'view'

// docs, blocks: not available in modals and Home tabs.
const inMessagesOnly = ['markdown', 'table', 'data_table', 'plan', 'task_card', 'context_actions', 'file']
const taskStates = ['pending', 'in_progress', 'complete', 'error']
const alertLevels = ['default', 'info', 'warning', 'error', 'success']
const cells = ['rich_text', 'raw_text', 'raw_number']

/** One block, by the rules of its type. */
export function checkBlock(block: Json, surface: Surface, say: Say): void {
  const type = String(block['type'])
  const check = Object.hasOwn(checks, type) ? checks[type] : undefined
  if (!check || (surface === 'view' && inMessagesOnly.includes(type)))
    return say(`unsupported type: ${type}`, '/type')
  checkLength(block['block_id'], { max: text.id, at: '/block_id' }, say)
  check(block, say)
}

const checks: Record<string, (block: Json, say: Say) => void> = {
  section(block, say) {
    if (block['text'] === undefined && block['fields'] === undefined) say('must have text or fields')
    checkOptionalText(block['text'], { max: text.section, at: '/text' }, say)
    if (block['fields'] !== undefined) {
      const fields = checkedList(block['fields'], { min: 1, max: count.sectionFields, at: '/fields' }, say)
      for (const [index, field] of fields.entries())
        checkText(field, { max: text.field, at: `/fields/${index}` }, say)
    }
    if (block['accessory'] !== undefined)
      checkElement(block['accessory'], { place: 'accessory', at: '/accessory' }, say)
  },
  header: (block, say) => checkText(block['text'], { max: text.header, at: '/text', kinds: plain }, say),
  divider: () => undefined,
  image(block, say) {
    if (!block['image_url'] && !block['slack_file']) say('must have image_url or slack_file')
    if (!block['alt_text']) say('must have alt_text')
    checkLength(block['alt_text'], { max: text.image, at: '/alt_text' }, say)
    checkOptionalText(block['title'], { max: text.image, at: '/title', kinds: plain }, say)
  },
  context(block, say) {
    const elements = checkedList(
      block['elements'],
      { min: 1, max: count.contextElements, at: '/elements' },
      say,
    )
    for (const [index, element] of elements.entries()) {
      if (element['type'] !== 'image') checkText(element, { max: text.field, at: `/elements/${index}` }, say)
      else if (!element['alt_text']) say('must have alt_text', `/elements/${index}`)
    }
  },
  actions(block, say) {
    const elements = checkedList(
      block['elements'],
      { min: 1, max: count.actionElements, at: '/elements' },
      say,
    )
    for (const [index, element] of elements.entries())
      checkElement(element, { place: 'actions', at: `/elements/${index}` }, say)
  },
  context_actions(block, say) {
    const elements = checkedList(
      block['elements'],
      { min: 1, max: count.contextActions, at: '/elements' },
      say,
    )
    for (const [index, element] of elements.entries())
      checkElement(element, { place: 'context_actions', at: `/elements/${index}` }, say)
  },
  input(block, say) {
    checkText(block['label'], { max: text.label, at: '/label', kinds: plain }, say)
    checkOptionalText(block['hint'], { max: text.label, at: '/hint', kinds: plain }, say)
    checkElement(block['element'], { place: 'input', at: '/element' }, say)
  },
  rich_text: checkRichText,
  markdown(block, say) {
    if (typeof block['text'] !== 'string' || block['text'] === '') say('must have a text', '/text')
  },
  plan(block, say) {
    if (typeof block['title'] !== 'string' || block['title'] === '') say('must have a title', '/title')
    for (const [index, card] of asList(block['tasks']).entries())
      checkTaskCard(card, (problem, at = '') => say(problem, `/tasks/${index}${at}`))
  },
  task_card: checkTaskCard,
  table(block, say) {
    const rows = checkedList(block['rows'], { min: 1, max: count.tableRows, at: '/rows' }, say)
    checkCells(block, rows.length, say)
  },
  data_table(block, say) {
    const rows = checkedList(block['rows'], { min: 2, max: count.tableRows + 1, at: '/rows' }, say)
    if (typeof block['caption'] !== 'string' || block['caption'] === '') say('must have a caption')
    checkCells(block, rows.length, say)
  },
  alert(block, say) {
    checkText(block['text'], { max: text.section, at: '/text' }, say)
    if (block['level'] !== undefined && !alertLevels.includes(String(block['level'])))
      say('unknown level', '/level')
  },
  card: checkCard,
  carousel(block, say) {
    const cards = checkedList(block['elements'], { min: 1, max: count.cards, at: '/elements' }, say)
    for (const [index, card] of cards.entries())
      checkCard(card, (problem, at = '') => say(problem, `/elements/${index}${at}`))
  },
  container(block, say) {
    if (block['rich_text_title'] === undefined)
      checkText(block['title'], { max: text.cardTitle, at: '/title', kinds: plain }, say)
    checkOptionalText(block['subtitle'], { max: text.cardTitle, at: '/subtitle' }, say)
    const children = checkedList(
      block['child_blocks'],
      { min: 1, max: count.containerBlocks, at: '/child_blocks' },
      say,
    )
    for (const [index, child] of children.entries())
      checkBlock(child, 'message', (problem, at = '') => say(problem, `/child_blocks/${index}${at}`))
  },
  video(block, say) {
    for (const name of ['video_url', 'thumbnail_url', 'alt_text'])
      if (typeof block[name] !== 'string') say(`must have ${name}`)
    checkText(block['title'], { max: 200, at: '/title', kinds: plain }, say)
  },
}

function checkTaskCard(card: Json, say: Say): void {
  for (const name of ['task_id', 'title'])
    if (typeof card[name] !== 'string' || card[name] === '') say(`must have a ${name}`, `/${name}`)
  if (!taskStates.includes(String(card['status']))) say('unknown status', '/status')
  for (const name of ['details', 'output']) {
    if (card[name] === undefined) continue
    const part = asObject(card[name])
    if (part['type'] === 'rich_text') checkRichText(part, (problem, at = '') => say(problem, `/${name}${at}`))
    else say('must be rich_text', `/${name}`)
  }
  for (const [index, source] of asList(card['sources']).entries())
    if (source['type'] !== 'url' || typeof source['url'] !== 'string' || typeof source['text'] !== 'string')
      say('must be a url with a text', `/sources/${index}`)
}

function checkCard(card: Json, say: Say): void {
  if (!['hero_image', 'title', 'actions', 'body'].some((name) => card[name] !== undefined))
    say('must have hero_image, title, actions or body')
  checkOptionalText(card['title'], { max: text.cardTitle, at: '/title' }, say)
  checkOptionalText(card['subtitle'], { max: text.cardTitle, at: '/subtitle' }, say)
  checkOptionalText(card['body'], { max: text.cardBody, at: '/body' }, say)
  for (const [index, action] of asList(card['actions']).entries())
    checkElement(action, { place: 'actions', at: `/actions/${index}` }, say)
}

function checkCells(block: Json, rowCount: number, say: Say): void {
  const rows = (Array.isArray(block['rows']) ? block['rows'] : []) as unknown[]
  for (const [index, row] of rows.slice(0, rowCount).entries()) {
    const list = checkedList(row, { min: 1, max: count.tableCells, at: `/rows/${index}` }, say)
    for (const cell of list)
      if (!cells.includes(String(cell['type'])))
        say(`unsupported cell: ${String(cell['type'])}`, `/rows/${index}`)
  }
}
