import { h, type ComponentChildren, type JSX } from 'preact'
import type { RichTextBlock, RichTextElement } from '@slack/types'
import { Emoji } from './emoji.ts'
import { SafeLink } from './mrkdwn.ts'
import { personName } from './state.ts'
import { useWorkspace } from './use-workspace.ts'

type Part = RichTextBlock['elements'][number]

/** A rich_text block: sections, lists, quotes and preformatted text. */
export function RichText({ block }: { block: RichTextBlock }): JSX.Element {
  return h(
    'div',
    { class: 'rich-text' },
    block.elements.map((part) => h(RichPart, { part })),
  )
}

function RichPart({ part }: { part: Part }): JSX.Element {
  switch (part.type) {
    case 'rich_text_section':
      return h('p', null, h(Inline, { elements: part.elements }))
    case 'rich_text_quote':
      return h('blockquote', null, h(Inline, { elements: part.elements }))
    case 'rich_text_preformatted':
      return h('pre', null, h(Inline, { elements: part.elements }))
    case 'rich_text_list': {
      const items = part.elements.map((item) => h('li', null, h(Inline, { elements: item.elements })))
      return h(part.style === 'ordered' ? 'ol' : 'ul', { class: `indent-${part.indent ?? 0}` }, items)
    }
  }
}

function Inline({ elements }: { elements: RichTextElement[] }): JSX.Element {
  return h(
    'span',
    null,
    elements.map((element) => h(InlineElement, { element })),
  )
}

function InlineElement({ element }: { element: RichTextElement }): JSX.Element {
  const { state } = useWorkspace()
  switch (element.type) {
    case 'text':
      return styled(element.text, element.style)
    case 'link':
      return h(SafeLink, { address: element.url, text: element.text ?? element.url })
    case 'user':
      return h('span', { class: 'mention' }, `@${personName(state, element.user_id)}`)
    case 'channel':
      return h(
        'span',
        { class: 'mention' },
        `#${state.channels.find((each) => each.id === element.channel_id)?.name ?? element.channel_id}`,
      )
    case 'emoji':
      return h(Emoji, { name: element.name })
    case 'broadcast':
      return h('span', { class: 'mention' }, `@${element.range}`)
    default:
      return h('span', null, otherText(element))
  }
}

function otherText(element: RichTextElement): string {
  if ('text' in element && typeof element.text === 'string') return element.text
  return 'fallback' in element && typeof element.fallback === 'string' ? element.fallback : ''
}

function styled(
  text: string,
  style: { bold?: boolean; italic?: boolean; strike?: boolean; code?: boolean } | undefined,
): JSX.Element {
  let content: ComponentChildren = text
  if (style?.code) content = h('code', null, content)
  if (style?.strike) content = h('s', null, content)
  if (style?.italic) content = h('em', null, content)
  if (style?.bold) content = h('strong', null, content)
  return h('span', null, content)
}
