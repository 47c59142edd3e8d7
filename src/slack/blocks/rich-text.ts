import type { ContextBlock, HeaderBlock, RichTextBlock, RichTextElement, RichTextSection } from '@slack/types'

// Words of documents, models and people are posted as rich text or plain text: Slack reads no markup, mention or link in it.

export function bold(text: string): RichTextElement {
  return { type: 'text', text, style: { bold: true } }
}

export function italic(text: string): RichTextElement {
  return { type: 'text', text, style: { italic: true } }
}

export function plain(text: string): RichTextElement {
  return { type: 'text', text }
}

export function section(...elements: RichTextElement[]): RichTextSection {
  return {
    type: 'rich_text_section',
    elements: elements.filter((element) => element.type !== 'text' || element.text !== ''),
  }
}

/** Nothing where there are no words: Slack takes no empty text. */
export function quote(text: string): RichTextBlock['elements'] {
  return text.trim() === '' ? [] : [{ type: 'rich_text_quote', elements: [{ type: 'text', text }] }]
}

export function richText(...elements: RichTextBlock['elements']): RichTextBlock {
  return { type: 'rich_text', elements: elements.filter((part) => part.elements.length > 0) }
}

/** A heading, as it stands: no `:name:` in it becomes a picture. */
export function header(text: string): HeaderBlock {
  return { type: 'header', text: { type: 'plain_text', text: shorten(text, 150), emoji: false } }
}

/** Small grey words below or between. */
export function note(text: string): ContextBlock {
  return { type: 'context', elements: [{ type: 'plain_text', text: shorten(text, 1900), emoji: false }] }
}

/** For the `text` of a message, which Slack does read as markup: no mention or link can come of it. */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(bareAddress, (start) => `${start}\u2060`)
}

// Slack makes a link of an address that stands in the text, unless a sign without width parts it.
const bareAddress = /[a-z]:(?=\/\/)|www(?=\.)|mailto(?=:)/gi

/** At most `max` characters; what is left out is said by an ellipsis in brackets, which is not part of the text. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text
  const cut = text.slice(0, max - 4)
  // Not within a word where a space is near, and never within a pair of characters that is one sign.
  const whole = cut.replace(/\s\S{1,30}$/, '').replace(/[\uD800-\uDBFF]$/, '')
  return `${whole.trimEnd()} […]`
}
