import { z } from 'zod'

// One envelope for every subtask of every analysis: a schema that changes between calls breaks the
// vendors' prompt caches. Nullable, never optional, and no records: both vendors' structured outputs accept that.

export const Severity = z.enum(['high', 'medium', 'low', 'info'])
export type Severity = z.infer<typeof Severity>

export const AnswerFinding = z.strictObject({
  title: z.string().describe('Six words or fewer that name the point'),
  severity: Severity.describe(
    'high: act before signing; medium: negotiate; low: be aware; info: a plain term',
  ),
  explanation: z.string().describe('What the document says and why it matters, in plain words'),
  recommendation: z.string().nullable().describe('What to do about it, or null'),
  quote: z
    .string()
    .nullable()
    .describe('One contiguous run of words copied exactly from the document, or null'),
  page: z.int().nullable().describe('The number in the [Page N] marker above the quote, or null'),
})
export type AnswerFinding = z.infer<typeof AnswerFinding>

/** What every model, offline or not, answers to one subtask. */
export const Answer = z.strictObject({
  answer: z.string().describe('The answer to the question in one to four sentences'),
  findings: z.array(AnswerFinding),
  not_found: z
    .array(z.string())
    .describe('What was asked for and is not in the document, one short phrase each'),
})
export type Answer = z.infer<typeof Answer>
