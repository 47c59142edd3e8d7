import type { Json, Vendor } from './fake-llm-shapes.ts'
import type { FakeUsage } from './fake-llm-usage.ts'

/** Limits a minute; OpenAI's one limit of tokens is `input`. */
export interface FakeLimits {
  requests: number
  input: number
  output: number
}

export interface Gatekeeper {
  /** Takes a request's share; seconds to wait where there is none. */
  admit(vendor: Vendor, of: { usage: FakeUsage; body: Json }): { retryAfterSeconds: number } | null
  /** Anthropic counts output while it comes. */
  noteOutput(vendor: Vendor, tokens: number): void
  headers(vendor: Vendor): Record<string, string>
}

type Kind = keyof FakeLimits

/** Buckets as the vendors have them: a minute's worth, refilled evenly. */
export function openGate(limits: FakeLimits): Gatekeeper {
  const left: FakeLimits = { ...limits }
  let refilledAt = performance.now()
  const refill = () => {
    const now = performance.now()
    for (const kind of Object.keys(left) as Kind[])
      left[kind] = Math.min(limits[kind], left[kind] + ((now - refilledAt) / 60_000) * limits[kind])
    refilledAt = now
  }
  const resetSeconds = (kind: Kind) => ((limits[kind] - left[kind]) / limits[kind]) * 60
  return {
    admit(vendor, { usage, body }) {
      refill()
      const need = needOf(vendor, usage, body)
      const missing = (Object.keys(need) as Kind[]).map(
        (kind) => ((Math.min(need[kind], limits[kind]) - left[kind]) / limits[kind]) * 60,
      )
      const wait = Math.max(...missing)
      if (wait > 0) return { retryAfterSeconds: Math.ceil(wait) }
      left.requests -= 1
      left.input -= need.input
      return null
    },
    noteOutput(vendor, tokens) {
      if (vendor === 'anthropic') left.output -= tokens
    },
    headers(vendor) {
      refill()
      if (vendor === 'local') return {}
      if (vendor === 'anthropic') {
        return Object.fromEntries(
          (['requests', 'input', 'output'] as const).flatMap((kind) => {
            const name = `anthropic-ratelimit-${kind === 'requests' ? kind : `${kind}-tokens`}`
            const rounded = kind === 'requests' ? Math.floor(left[kind]) : thousands(left[kind])
            return [
              [`${name}-limit`, String(limits[kind])],
              [`${name}-remaining`, String(Math.max(0, rounded))],
              [`${name}-reset`, new Date(Date.now() + resetSeconds(kind) * 1000).toISOString()],
            ]
          }),
        )
      }
      return Object.fromEntries(
        (['requests', 'input'] as const).flatMap((kind) => {
          const name = kind === 'requests' ? kind : 'tokens'
          return [
            [`x-ratelimit-limit-${name}`, String(limits[kind])],
            [`x-ratelimit-remaining-${name}`, String(Math.max(0, Math.floor(left[kind])))],
            [`x-ratelimit-reset-${name}`, `${resetSeconds(kind).toFixed(3)}s`],
          ]
        }),
      )
    },
  }
}

// Anthropic does not count what is read from its cache, and asks of output only that some is left. OpenAI counts the whole
// prompt and the most that may come.
function needOf(vendor: Vendor, usage: FakeUsage, body: Json): FakeLimits {
  if (vendor === 'anthropic') return { requests: 1, input: usage.input + usage.cacheWrite, output: 1 }
  const most = Number(body['max_output_tokens'] ?? 0)
  return { requests: 1, input: usage.input + usage.cacheRead + usage.cacheWrite + most, output: 0 }
}

// As Anthropic's headers say it.
function thousands(tokens: number): number {
  return tokens < 1000 ? Math.floor(tokens) : Math.round(tokens / 1000) * 1000
}
