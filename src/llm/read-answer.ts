import { AppError } from '../errors.ts'
import { Answer } from './answer.ts'
import { cleanAnswer } from './clean-answer.ts'
import type { ModelReply } from './model.ts'

/** The answer in a reply. Throws `model_answer_invalid` or `model_refused` where it is no use, or what broke it off. */
export function readAnswer(reply: ModelReply): Answer {
  if (reply.finishReason === 'broken') throw reply.error
  if (reply.finishReason === 'refused') {
    throw new AppError('model_refused', `${reply.model} refused`, {
      userMessage:
        'The model declined to answer this question, twice. The document is kept; another model may answer it.',
    })
  }
  if (reply.finishReason === 'truncated') {
    throw new AppError('model_answer_invalid', `${reply.model} was cut at its output limit`, {
      userMessage:
        'The answer was longer than allowed and was cut off, twice, so it is not shown. The document is kept.',
    })
  }
  return parseAnswer(reply.text)
}

/** An answer in the form that was asked for. Throws `model_answer_invalid`. */
export function parseAnswer(text: string): Answer {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw unreadable(error)
  }
  const parsed = Answer.safeParse(value)
  if (!parsed.success) throw unreadable(parsed.error)
  return cleanAnswer(parsed.data)
}

function unreadable(cause: unknown): AppError {
  return new AppError('model_answer_invalid', 'the answer does not fit the schema', {
    userMessage:
      'The model answered in a form that could not be read, twice. The document is kept; please try again.',
    cause,
  })
}
