import { h, type JSX } from 'preact'
import { Mrkdwn } from './mrkdwn.ts'
import { Plain } from './plain.ts'

/** A text as blocks hold it: Slack's markup, or plain. */
export function TextObject({ text }: { text: { type: string; text: string } }): JSX.Element {
  return text.type === 'mrkdwn' ? h(Mrkdwn, { text: text.text }) : h(Plain, { text: text.text })
}
