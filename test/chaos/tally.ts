import type { Message } from '../../src/workspace/client-protocol.ts'
import type { ReceivedRequest } from '../support/fake-llm.ts'
import { shown } from '../support/slack-user.ts'

/** Answers that were given whole to a caller who lived to keep them, by document and question. */
export function countTwice(answered: ReceivedRequest[]) {
  const byPrompt = [...Map.groupBy(answered, ({ body }) => JSON.stringify(body['messages'])).values()]
  const kept = byPrompt.map((answers) => answers.filter((answer) => !answer.isCallerGone))
  return {
    different: byPrompt.length,
    twice: kept.filter((answers) => answers.length > 1),
    atTheKill: answered.filter((answer) => answer.isCallerGone).length,
  }
}

/** What the threads show: those without a result, and what stands in one twice. */
export function countPosts(threads: Message[][]): { lost: number; postedTwice: number } {
  const count = (text: string) =>
    threads.map((thread) => thread.filter((message) => shown(message).includes(text)).length)
  const results = count('quotes checked')
  return {
    lost: results.filter((each) => each === 0).length,
    postedTwice: [...results, ...count('"type":"plan"'), ...count(' started ')].filter((each) => each > 1)
      .length,
  }
}
