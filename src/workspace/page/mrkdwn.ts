import { h, type ComponentChildren, type JSX } from 'preact'
import { Emoji } from './emoji.ts'
import { personName } from './state.ts'
import { useWorkspace } from './use-workspace.ts'

const pattern =
  /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>|\*(?=\S)([^*\n]*\S)\*|(?<!\w)_(?=\S)([^_\n]*\S)_(?!\w)|~(?=\S)([^~\n]*\S)~|:([a-z0-9_+-]+):/g

/** Slack's own markup, as text nodes and elements: nothing in it becomes HTML. */
export function Mrkdwn({ text }: { text: string }): JSX.Element {
  const lines = text.split('\n')
  return h(
    'span',
    null,
    lines.map((line, index) => {
      const quoted = /^(?:&gt;|>)\s?(.*)$/.exec(line)
      if (quoted) return h('blockquote', null, h(Inline, { text: quoted[1] ?? '' }))
      return [h(Inline, { text: line }), index < lines.length - 1 ? '\n' : null]
    }),
  )
}

function Inline({ text }: { text: string }): JSX.Element {
  const parts: ComponentChildren[] = []
  let from = 0
  for (const match of text.matchAll(pattern)) {
    parts.push(unescape(text.slice(from, match.index)), h(Part, { match: [...match] }))
    from = match.index + match[0].length
  }
  parts.push(unescape(text.slice(from)))
  return h('span', null, parts)
}

function Part({ match }: { match: (string | undefined)[] }): JSX.Element {
  const [, block, code, angle, bold, italic, strike, emojiName] = match
  if (block !== undefined) return h('pre', null, unescape(block))
  if (code !== undefined) return h('code', null, unescape(code))
  if (angle !== undefined) return h(Angle, { inside: angle })
  if (bold !== undefined) return h('strong', null, h(Inline, { text: bold }))
  if (italic !== undefined) return h('em', null, h(Inline, { text: italic }))
  if (strike !== undefined) return h('s', null, h(Inline, { text: strike }))
  return h(Emoji, { name: emojiName ?? '' })
}

// <@U…>, <#C…>, <!here>, <address|text>.
function Angle({ inside }: { inside: string }): JSX.Element {
  const { state } = useWorkspace()
  const [target = '', label] = inside.split('|')
  if (target.startsWith('@')) return h('span', { class: 'mention' }, `@${personName(state, target.slice(1))}`)
  if (target.startsWith('#')) {
    const channel = state.channels.find((each) => each.id === target.slice(1))
    return h('span', { class: 'mention' }, `#${channel?.name ?? label ?? target.slice(1)}`)
  }
  if (target.startsWith('!')) return h('span', { class: 'mention' }, `@${label ?? target.slice(1)}`)
  return h(SafeLink, { address: unescape(target), text: unescape(label ?? target) })
}

/** A link to the web or to mail; any other address is shown as text. */
export function SafeLink({ address, text }: { address: string; text: string }): JSX.Element {
  if (!/^(?:https?:\/\/|mailto:)/i.test(address)) return h('span', null, text)
  return h('a', { href: address, target: '_blank', rel: 'noreferrer noopener' }, text)
}

function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
