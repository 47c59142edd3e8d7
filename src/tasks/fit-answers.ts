import type { PartAnswer } from '../llm/model.ts'
import { estimateTokens } from '../llm/token-estimate.ts'
import { severities } from './combine-one-answer.ts'

/** Of what a model reads at once; the rest is for the prompt around the answers, and for its own answer. */
const filledShare = 0.7
/** Of the room, for what the parts say in their own words. */
const proseShare = 0.3

export interface FittingAnswers {
  answers: PartAnswer[]
  /** What people must know of what was left out; null where all is there. */
  note: string | null
}

/** The parts' answers so far as a model reads them at once: where they are too long, the gravest findings go first. */
export function fitAnswers(
  answers: PartAnswer[],
  { provider, maxInputTokens }: { provider: string; maxInputTokens: number | null },
): FittingAnswers {
  const tokensOf = (value: unknown) => estimateTokens(provider, JSON.stringify(value))
  const room = maxInputTokens === null ? Infinity : Math.floor(maxInputTokens * filledShare)
  if (tokensOf(answers) <= room) return { answers, note: null }
  const findings = answers.flatMap((part) => part.findings)
  const kept = new Set<unknown>()
  let left = room * (1 - proseShare)
  for (const severity of severities) {
    for (const finding of findings.filter((each) => each.severity === severity)) {
      left -= tokensOf(finding)
      if (left < 0) break
      kept.add(finding)
    }
  }
  const charactersEach = Math.floor((room * proseShare * 3) / (2 * answers.length))
  return {
    answers: answers.map((part) => ({
      ...part,
      answer: part.answer.slice(0, charactersEach).toWellFormed(),
      not_found: fitting(part.not_found, charactersEach),
      findings: part.findings.filter((finding) => kept.has(finding)),
    })),
    note: `This rests on the ${kept.size} gravest of ${findings.length} findings: all of them together are more than the model reads at once.`,
  }
}

function fitting(names: string[], maxCharacters: number): string[] {
  let left = maxCharacters
  return names.filter((name) => (left -= name.length) >= 0)
}
