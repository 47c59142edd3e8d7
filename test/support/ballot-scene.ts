import type { Message } from '../../src/workspace/client-protocol.ts'
import type { FakeLlm } from './fake-llm.ts'
import { shown, type SlackUser } from './slack-user.ts'
import { parts } from './test-engine.ts'
import { until } from './until.ts'

/** An analysis with two questions that are answered three times, and a vote on the summary. */
export const votedAnalysis = `variations: 3\ncombine: { title: Summary, template: combine.txt }\n${parts('law', 'term')}`

/** Every summary says something else: “Summary one.”, “Summary two.”, “Summary three.” */
export function answerDifferently(llm: FakeLlm): void {
  const numbers = ['one', 'two', 'three', 'four', 'five']
  let summaries = 0
  llm.reply(({ body }) => {
    const isSummary = JSON.stringify(body['messages']).includes('put together')
    const answer = isSummary ? `Summary ${numbers[summaries++]}.` : 'A part.'
    return { answer: { answer, findings: [], not_found: [] } }
  })
}

export const emoji = 'white_check_mark'

export interface Draft {
  label: string
  message: Message
}

/** The drafts in the thread, once there are so many and each has the bot's emoji under it. */
export async function seeDrafts(user: SlackUser, root: Message, count = 3): Promise<Draft[]> {
  return until(
    async () => {
      const drafts = (await user.thread(root)).flatMap((message) => {
        const label = /Draft ([A-I])/.exec(headingOf(message))?.[1]
        return label && message.reactions.some(({ name }) => name === emoji) ? [{ label, message }] : []
      })
      return drafts.length === count && drafts
    },
    { what: `${count} drafts` },
  )
}

/** Reacts to a draft, or takes the reaction away. */
export async function vote(user: SlackUser, { message }: Draft, on = true): Promise<void> {
  await user.post('reaction', { user: user.id, channel: message.channel, ts: message.ts, name: emoji, on })
}

/** Presses the button and fills in the form that closes the vote. */
export async function closeVote(user: SlackUser, root: Message, reason = ''): Promise<void> {
  await user.press(root, 'Close the vote…')
  const form = await user.form()
  await user.submit(form, { reason: { reason: { type: 'plain_text_input', value: reason } } })
}

/** The name of the draft's text: what stands after its heading. */
export function textOf({ message }: Draft): string {
  return /Summary \w+\./.exec(shown(message))?.[0] ?? ''
}

function headingOf(message: Message): string {
  const [first] = message.blocks
  return first?.type === 'header' ? first.text.text : ''
}
