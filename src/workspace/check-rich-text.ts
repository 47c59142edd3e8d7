import { asList, type Json, type Say } from './check-texts.ts'

// types, RichTextBlock: what it may hold, and what its parts may.
const parts = ['rich_text_section', 'rich_text_list', 'rich_text_quote', 'rich_text_preformatted']
const inline = ['text', 'link', 'user', 'channel', 'emoji', 'broadcast', 'date', 'usergroup', 'team', 'color']
const listStyles = ['bullet', 'ordered']

export function checkRichText(block: Json, say: Say): void {
  const elements = asList(block['elements'])
  if (elements.length === 0) say('must hold elements', '/elements')
  for (const [index, element] of elements.entries()) {
    const at = `/elements/${index}`
    const type = String(element['type'])
    if (!parts.includes(type)) say(`rich_text cannot hold ${type}`, at)
    else if (type === 'rich_text_list') checkList(element, at, say)
    else checkInline(element, at, say)
  }
}

function checkList(list: Json, at: string, say: Say): void {
  if (!listStyles.includes(String(list['style']))) say('must have the style bullet or ordered', at)
  for (const [index, item] of asList(list['elements']).entries()) {
    const place = `${at}/elements/${index}`
    if (item['type'] === 'rich_text_section') checkInline(item, place, say)
    else say('a list holds rich_text_section', place)
  }
}

function checkInline(part: Json, at: string, say: Say): void {
  for (const [index, element] of asList(part['elements']).entries()) {
    const place = `${at}/elements/${index}`
    const type = String(element['type'])
    if (!inline.includes(type)) say(`${String(part['type'])} cannot hold ${type}`, place)
    if (type === 'text' && (typeof element['text'] !== 'string' || element['text'] === ''))
      say('must have a text', place)
    if (type === 'link' && typeof element['url'] !== 'string') say('must have a url', place)
  }
}
