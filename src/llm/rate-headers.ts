import type { ReportedLimit, ReportedLimits } from './model.ts'

/** The headers that Anthropic sends with every answer: requests, input and output tokens apart. */
export function anthropicLimits(headers: Headers | undefined): ReportedLimits {
  const read = (kind: string) =>
    limitOf(headers, `anthropic-ratelimit-${kind}-limit`, `anthropic-ratelimit-${kind}-remaining`)
  return { requests: read('requests'), input: read('input-tokens'), output: read('output-tokens') }
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
