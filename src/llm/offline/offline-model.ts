import type { Answer } from '../answer.ts'
import type { Effort } from '../effort.ts'
import { createThread } from '../../thread.ts'
import type { Document } from '../../documents/document.ts'
import type { Model, ModelReply, Question } from '../model.ts'
import { offlineNotice } from '../notice.ts'
import { textOnly } from '../text-only.ts'
import { combineAnswers } from './combine-answers.ts'

export const offlineModelName = 'offline-extractive'

const askThread = createThread<{ document: Document; questions: Question[]; effort: Effort | null }, Answer>(
  new URL('offline-worker.ts', import.meta.url),
)

/**
 * The model that stands in where no key is set. It understands nothing: for each question it finds the sentence that
 * fits best by words, headings and a legal lexicon, quotes it, and says "not found" where none fits well enough. It
 * searches in a thread of its own: a long contract takes it seconds, in which the process must hear Slack.
 */
export function createOfflineModel(): Model {
  return {
    provider: 'offline',
    name: offlineModelName,
    notice: offlineNotice,
    capabilities: async () => textOnly,
    parameters: ({ effort }) => (effort === null ? {} : { effort }),
    countTokens: async () => 0,
    async generate(request, { signal }) {
      signal.throwIfAborted()
      const { document, prompt, effort } = request
      if (request.answers) return replyOf(combineAnswers(request.answers, effort))
      const questions = request.questions.filter((question) => isAsked(question, prompt))
      return replyOf(await askThread({ document: document.content, questions, effort }, signal))
    },
  }
}

// What a template leaves out is not asked of any other model either.
function isAsked({ title, ask }: Question, prompt: string): boolean {
  return prompt.includes(title) || prompt.includes(JSON.stringify(ask).slice(1, -1))
}

function replyOf(answer: Answer): ModelReply {
  return {
    text: JSON.stringify(answer),
    model: offlineModelName,
    usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
    finishReason: 'complete',
    requestId: null,
    msToFirstToken: null,
  }
}
