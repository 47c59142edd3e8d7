import type { ReportedLimit, ReportedLimits } from './model.ts'

/** The headers that Anthropic sends with every answer: requests, input and output tokens apart. */
export function anthropicLimits(headers: Headers | undefined): ReportedLimits {
  const read = (kind: string) =>
    limitOf(headers, `anthropic-ratelimit-${kind}-limit`, `anthropic-ratelimit-${kind}-remaining`)
  const [input, output] = [read('input-tokens'), read('output-tokens')]
  return { requests: read('requests'), input: input && unrounded(input), output: output && unrounded(output) }
}

// Anthropic rounds what is left to thousands; it may be half a thousand less.
function unrounded({ perMinute, left }: ReportedLimit): ReportedLimit {
  return { perMinute, left: left % 1000 === 0 && left < perMinute ? Math.max(0, left - 500) : left }
}

/** The headers that OpenAI sends with every answer: requests, and tokens of both directions together. */
export function openaiLimits(headers: Headers | undefined): ReportedLimits {
  const read = (kind: string) =>
    limitOf(headers, `x-ratelimit-limit-${kind}`, `x-ratelimit-remaining-${kind}`)
  return { requests: read('requests'), input: read('tokens'), output: null }
}

function limitOf(headers: Headers | undefined, limit: string, left: string): ReportedLimit | null {
  const perMinute = Number(headers?.get(limit) ?? NaN)
  const remaining = Number(headers?.get(left) ?? NaN)
  return perMinute > 0 && remaining >= 0 ? { perMinute, left: remaining } : null
}
