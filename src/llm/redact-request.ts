import { mapTexts, textsIn } from '../redact/map-texts.ts'
import type { Redaction } from '../redact/open-redaction.ts'
import type { Answer } from './answer.ts'
import type { ModelRequest } from './model.ts'

/** The same for all questions, so that it stands in the beginning that the vendors cache. */
const note =
  'Some names, numbers and addresses are replaced by placeholders such as [PERSON_1] or [EMAIL_2]. The same number is always the same person, company or number; a letter behind it, as in [PERSON_1B], only says that it is written in another way. Treat a placeholder as the value it stands for, and copy it exactly wherever you name or quote it.'

type Prefix = Pick<ModelRequest, 'system' | 'document'>

/** What all questions of a task begin with, without what is kept from models. A file shows everything: only text goes. */
export async function redactPrefix(
  redaction: Redaction | null,
  { system, document }: Prefix,
): Promise<Prefix> {
  if (redaction === null) return { system, document }
  const [hidden = '', title = ''] = await redaction.redactTexts([system, document.title])
  const content = await redaction.redactDocument(document.content)
  return { system: `${hidden}\n\n${note}`, document: { title, content, file: null, pictures: [] } }
}

/** A request as it may leave: nothing of it goes to a model, or into the log, in another form. */
export async function redactRequest(
  redaction: Redaction | null,
  request: ModelRequest,
): Promise<ModelRequest> {
  if (redaction === null) return request
  // A first answer has the placeholders that it was given.
  const { prompt, questions, answers } = request
  const prefix = await redactPrefix(redaction, request)
  const hidden = await redaction.redactTexts(textsIn({ prompt, questions, answers }))
  return { ...request, ...prefix, ...mapTexts({ prompt, questions, answers }, () => hidden.shift() ?? '') }
}

/** An answer with the words that people know. */
export function restoreAnswer(redaction: Redaction | null, answer: Answer): Answer {
  return redaction === null ? answer : mapTexts(answer, (text) => redaction.restore(text))
}
