import type { Json, Vendor } from './fake-llm-shapes.ts'
import { mostTokens, type FakeUsage } from './fake-llm-usage.ts'

/** Limits a minute, of each model; OpenAI's one limit of tokens is `input`. */
export interface FakeLimits {
  requests: number
  input: number
  output: number
  /** How long the minute is; for tests that do not want to wait. */
  minuteMs?: number
}

export interface Gatekeeper {
  /** Takes a request's share; says how long to wait where there is none. */
  admit(of: { usage: FakeUsage; body: Json }): Refusal | null
  /** Anthropic counts output while it comes. */
  noteOutput(tokens: number): void
  headers(): Record<string, string>
}

export interface Refusal {
  kind: Kind
  retryAfterMs: number
}

type Kind = 'requests' | 'input' | 'output'

const kinds: Kind[] = ['requests', 'input', 'output']

/** A gatekeeper for each model, as the vendors have it. */
export function openGates(limits: FakeLimits): (vendor: Vendor, model: string) => Gatekeeper {
  const gates = new Map<string, Gatekeeper>()
  return (vendor, model) => {
    const key = `${vendor} ${model}`
    const gate = gates.get(key) ?? (vendor === 'local' ? noLimits : openGate(vendor, limits))
    gates.set(key, gate)
    return gate
  }
}

export const noLimits: Gatekeeper = {
  admit: () => null,
  noteOutput: () => undefined,
  headers: () => ({}),
}

// Buckets that hold a minute's worth and are refilled evenly.
function openGate(vendor: 'anthropic' | 'openai', limits: FakeLimits): Gatekeeper {
  const minuteMs = limits.minuteMs ?? 60_000
  const left = { requests: limits.requests, input: limits.input, output: limits.output }
  let refilledAt = performance.now()
  const refill = () => {
    const now = performance.now()
    for (const kind of kinds)
      left[kind] = Math.min(limits[kind], left[kind] + ((now - refilledAt) / minuteMs) * limits[kind])
    refilledAt = now
  }
  const msUntil = (kind: Kind, level: number) => ((level - left[kind]) / limits[kind]) * minuteMs
  return {
    admit({ usage, body }) {
      refill()
      const need = needOf(vendor, usage, body)
      const [longest] = kinds
        // More than a minute's worth is let in when the bucket is full.
        .map((kind) => ({ kind, retryAfterMs: msUntil(kind, Math.min(need[kind], limits[kind])) }))
        .toSorted((a, b) => b.retryAfterMs - a.retryAfterMs)
      if (longest && longest.retryAfterMs > 0) return longest
      left.requests -= 1
      left.input -= need.input
      return null
    },
    noteOutput(tokens) {
      if (vendor === 'anthropic') left.output -= tokens
    },
    headers() {
      refill()
      const levels = kinds.map((kind) => ({
        kind,
        limit: limits[kind],
        left: Math.max(0, left[kind]),
        resetMs: msUntil(kind, limits[kind]),
      }))
      return vendor === 'anthropic' ? anthropicHeaders(levels) : openaiHeaders(levels)
    },
  }
}

// Anthropic does not count what is read from its cache, and asks of output only that some is left. OpenAI counts the whole
// prompt and the most that may come.
function needOf(vendor: Vendor, usage: FakeUsage, body: Json): Record<Kind, number> {
  if (vendor === 'anthropic') return { requests: 1, input: usage.input + usage.cacheWrite, output: 1 }
  const most = mostTokens(body)
  const prompt = usage.input + usage.cacheRead + usage.cacheWrite
  return { requests: 1, input: prompt + (Number.isFinite(most) ? most : 0), output: 0 }
}

interface Level {
  kind: Kind
  limit: number
  left: number
  resetMs: number
}

function anthropicHeaders(levels: Level[]): Record<string, string> {
  const tokens = levels.filter(({ kind }) => kind !== 'requests')
  const both = {
    limit: tokens.reduce((sum, { limit }) => sum + limit, 0),
    left: tokens.reduce((sum, { left }) => sum + left, 0),
    resetMs: Math.max(...tokens.map(({ resetMs }) => resetMs)),
  }
  const named = levels.map((level) => ({
    ...level,
    name: level.kind === 'requests' ? 'requests' : `${level.kind}-tokens`,
  }))
  return headersOf([...named, { ...both, name: 'tokens' }], ({ name, limit, left, resetMs }) => [
    [`anthropic-ratelimit-${name}-limit`, String(limit)],
    [
      `anthropic-ratelimit-${name}-remaining`,
      String(name === 'requests' ? Math.floor(left) : thousands(left)),
    ],
    [`anthropic-ratelimit-${name}-reset`, new Date(Date.now() + resetMs).toISOString().replace(/\.\d+/, '')],
  ])
}

function openaiHeaders(levels: Level[]): Record<string, string> {
  const named = levels
    .filter(({ kind }) => kind !== 'output')
    .map((level) => ({ ...level, name: level.kind === 'requests' ? 'requests' : 'tokens' }))
  return headersOf(named, ({ name, limit, left, resetMs }) => [
    [`x-ratelimit-limit-${name}`, String(limit)],
    [`x-ratelimit-remaining-${name}`, String(Math.floor(left))],
    [`x-ratelimit-reset-${name}`, goDuration(resetMs)],
  ])
}

function headersOf<T>(of: T[], entries: (one: T) => [string, string][]): Record<string, string> {
  return Object.fromEntries(of.flatMap((one) => entries(one)))
}

// As Anthropic's headers say it.
function thousands(tokens: number): number {
  return tokens < 1000 ? Math.floor(tokens) : Math.round(tokens / 1000) * 1000
}

/** As OpenAI's headers say it: "6m0s", "1.5s", "120ms". */
function goDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`
  const minutes = Math.floor(ms / 60_000)
  const seconds = Math.round(ms - minutes * 60_000) / 1000
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`
}
