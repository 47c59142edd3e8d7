import { z } from 'zod'
import { documentKinds } from '../documents/document.ts'
import { Severity } from '../llm/answer.ts'
import { Effort } from '../llm/effort.ts'
import { RedactGroup } from '../redact-groups.ts'

const Name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case words joined by hyphens')

const TemplateName = z.string().regex(/^[a-z0-9-]+\.txt$/, 'the name of a .txt file beside analysis.yml')

export const Variable = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/, 'lower-case words joined by underscores'),
  label: z.string().max(75),
  /** `person` is somebody of the workspace; `document` is the file itself, and there is one of it. */
  type: z.enum(['text', 'long-text', 'choice', 'date', 'number', 'person', 'document']),
  required: z.boolean().default(false),
  hint: z.string().max(150).nullable().default(null),
  choices: z.array(z.string().max(75)).default([]),
  /** What is known of the document stands in the form already. */
  from: z.enum(['title', 'parties', 'date', 'type']).nullable().default(null),
})
export type Variable = z.infer<typeof Variable>

const Question = z.strictObject({
  title: z.string(),
  /** A sentence; or a variable, where it is a person who asks. */
  ask: z.union([z.string(), z.strictObject({ variable: z.string() })]),
  severity: Severity,
  why: z.string().nullable().default(null),
  recommend: z.string().nullable().default(null),
})

export const Subtask = z.strictObject({
  name: Name,
  title: z.string().max(75),
  template: TemplateName,
  questions: z.array(Question).min(1),
})
export type Subtask = z.infer<typeof Subtask>

/** The name of the subtask that combines the parts' answers. */
export const combineName = 'combine'

const Combine = z.strictObject({
  title: z.string().max(75),
  template: TemplateName,
})

const Timeouts = z.strictObject({
  /** One call of a model. */
  call_seconds: z.int().min(1).max(3600).default(300),
  /** From the first question to the last answer; waiting in the queue does not count. */
  task_minutes: z.int().min(1).max(10_080).default(60),
})

const ModelName = z
  .string()
  .regex(/^(anthropic|openai|offline)\/.+$/, 'provider/model, for example anthropic/claude-sonnet-5-5')

/** How one of several answers differs from the others: they are given in turn. */
const Variant = z.strictObject({
  name: Name,
  /** Its text stands at the end of every prompt of such an answer. */
  wording: TemplateName.nullable().default(null),
  /** Null: the task's. */
  model: ModelName.nullable().default(null),
  /** How much thought the model gives it; null: the model's own. */
  effort: Effort.nullable().default(null),
})
export type Variant = z.infer<typeof Variant>

const Ballot = z.strictObject({
  /** Open at most so long. */
  hours: z.number().positive().max(720).default(72),
  /** `shows`: a model's choice is shown after people's; `decides`: alone, once it has agreed with people often enough. */
  judge: z.enum(['none', 'shows', 'decides']).default('none'),
  judge_model: ModelName.nullable().default(null),
})

/** analysis.yml as its author writes it. */
export const AnalysisFile = z.strictObject({
  title: z.string().max(75),
  /** Null: asked for by other means than people's choice; no command, no button, not in a form. */
  command: z
    .string()
    .regex(/^\/[a-z][a-z0-9-]{0,31}$/, 'a slash and lower-case words')
    .nullable(),
  description: z.string().max(2000),
  version: z.int().positive(),
  fits: z.array(z.enum(documentKinds)).min(1),
  variables: z.array(Variable).min(1),
  subtasks: z
    .array(Subtask)
    .min(1)
    .refine((subtasks) => subtasks.every((subtask) => subtask.name !== combineName), {
      message: `“${combineName}” is the name of the part that combines the others`,
    }),
  /** Asked when the subtasks are answered, with their answers. */
  combine: Combine.nullable().default(null),
  /** US dollars that one analysis may cost; the installation's budget counts too. */
  budget_usd: z.number().positive().nullable().default(null),
  /** How many answers to every question. */
  variations: z.int().min(1).max(9).default(1),
  variants: z
    .array(Variant)
    .max(9)
    .refine((variants) => new Set(variants.map(({ name }) => name)).size === variants.length, {
      message: 'two variants have the same name',
    })
    .default([]),
  /** Who chooses the text where there are several: people by vote, or the answer that most agrees with the others. */
  choose: z.enum(['vote', 'agreement']).default('vote'),
  ballot: Ballot.prefault({}),
  timeouts: Timeouts.prefault({}),
  /** `file`: models that can are given the file itself, with its layout and pictures, not only its text. */
  reads: z.enum(['text', 'file']).default('text'),
  /** A longer document is read in sections of so many tokens at most; null: only what exceeds the model is. */
  section_tokens: z.int().min(500).nullable().default(null),
  /** What is kept from models, besides what the installation and the channel want. */
  redact: z.array(RedactGroup).default([]),
  /** The model that is asked, and the one in its place while it is overloaded; null: the installation's. */
  model: ModelName.nullable().default(null),
  fallback: ModelName.nullable().default(null),
})

/** What can be asked: a folder in prompts/. */
export interface Analysis extends z.infer<typeof AnalysisFile> {
  /** The folder's name. */
  name: string
  /** sha256 over analysis.yml, every template it reaches and the answer's schema. */
  hash: string
  /** What the hash is over: paths in prompts/ → texts. Rendering reads these, never the disk. */
  files: Record<string, string>
  /** The commit of the prompts folder it was read from; null where git does not know it. */
  gitCommit: string | null
}

/** One that people can choose. */
export interface OfferedAnalysis extends Analysis {
  command: string
}

export function isOffered(analysis: Analysis): analysis is OfferedAnalysis {
  return analysis.command !== null
}
