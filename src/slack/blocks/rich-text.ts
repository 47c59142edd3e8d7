import type { RichTextBlock, RichTextElement, RichTextQuote, RichTextSection } from '@slack/types'

// Words of documents, models and people are posted as rich text only: Slack reads no markup, mention or link in it.

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

export function quote(text: string): RichTextQuote {
  return { type: 'rich_text_quote', elements: [{ type: 'text', text }] }
}

export function richText(...elements: RichTextBlock['elements']): RichTextBlock {
  return { type: 'rich_text', elements }
}

/** For the `text` of a message, which Slack does read as markup: no mention or link can come of it. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** At most `max` characters; what is left out is said by an ellipsis in brackets, which is not part of the text. */
export function shorten(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 4).trimEnd()} […]`
}
