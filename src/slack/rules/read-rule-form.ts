import { z } from 'zod'
import type { Analysis } from '../../prompts/library.ts'
import { kindNames } from './rule-blocks.ts'
import { fields, kinds, Metadata } from './rule-form.ts'

const Option = z.object({ value: z.string() })
const Values = z.object({
  channel: z.object({ channel: z.object({ selected_conversation: z.string().nullish() }) }),
  kind: z.object({ kind: z.object({ selected_option: Option.nullish() }) }),
  mode: z.object({ mode: z.object({ selected_option: Option.nullish() }) }),
  analysis: z.object({ analysis: z.object({ selected_option: Option.nullish() }) }),
})
const Filled = z.object({ kind: z.enum(kinds), mode: z.enum(['ask', 'start', 'ignore']) })

export interface RuleAnswers extends z.infer<typeof Filled> {
  /** The one that is changed; null for a new one. */
  ruleId: string | null
  channelId: string
  /** Null: whichever fit. */
  analysis: string | null
}

/** What a person filled in. */
export function readRuleForm(view: { private_metadata: string; state: { values: unknown } }): RuleAnswers {
  const { ruleId } = Metadata.parse(JSON.parse(view.private_metadata))
  const { channel, kind, mode, analysis } = Values.parse(view.state.values)
  const filled = Filled.parse({
    kind: kind.kind.selected_option?.value,
    mode: mode.mode.selected_option?.value,
  })
  const name = analysis.analysis.selected_option?.value ?? '-'
  return {
    ...filled,
    ruleId,
    channelId: channel.channel.selected_conversation ?? '',
    analysis: name === '-' || filled.mode === 'ignore' ? null : name,
  }
}

/** What is wrong with it, by field, before anybody is asked. */
export function problemsOf(
  answers: RuleAnswers,
  analyses: Pick<Analysis, 'name' | 'title' | 'fits'>[],
): Record<string, string> {
  const { mode, kind, analysis: name } = answers
  if (answers.channelId === '') return { [fields.channel]: 'Please choose a channel.' }
  if (mode === 'start' && name === null)
    return { [fields.analysis]: 'Please choose which analysis starts at once.' }
  if (name === null) return {}
  const analysis = analyses.find((each) => each.name === name)
  if (!analysis) return { [fields.analysis]: 'This analysis is gone. Please choose another one.' }
  if (kind !== 'any' && !analysis.fits.includes(kind))
    return { [fields.analysis]: `${analysis.title} does not read such files (${kindNames[kind]}).` }
  return {}
}
