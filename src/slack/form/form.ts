import { z } from 'zod'

/** What a form carries along, unseen: where it was asked for and about what. */
export const Form = z.strictObject({
  analysis: z.string(),
  /** Whether its first field chooses the analysis. */
  isChoosable: z.boolean().default(false),
  /** Null: it asks where the result goes. */
  channelId: z.string().nullable(),
  /** The thread to answer in; null: a new one. */
  threadTs: z.string().nullable().default(null),
  /** Those of a message; none: it asks for them. */
  files: z.array(z.strictObject({ id: z.string(), name: z.string() })).default([]),
  /** Asked again: the task whose document it is about. */
  again: z.strictObject({ taskId: z.uuid(), fileName: z.string() }).nullable().default(null),
})
export type Form = z.infer<typeof Form>

export const formId = 'analysis'

/** The names of its blocks beside the variables, which have their own. No variable can be named as one of these. */
export const blocks = {
  analysis: '-analysis',
  document: 'document',
  files: '-files',
  place: '-place',
  audience: '-audience',
  variations: '-variations',
  model: '-model',
} as const

/** In the audience's field. */
export const onlyMe = 'only-me'

export const chooseAnalysisAction = 'choose-analysis'

/** Slack takes ten options in a list of check boxes and ten files in a file field. */
export const maxFiles = 10

/** Private metadata holds 3,000 characters. */
export function asMetadata(form: Form): string {
  const files = form.files.slice(0, maxFiles).map(({ id, name }) => ({ id, name: name.slice(0, 120) }))
  return JSON.stringify({ ...form, files })
}
