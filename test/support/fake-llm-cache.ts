import { prefixesOf } from './fake-llm-prefixes.ts'
import type { Json, Vendor } from './fake-llm-shapes.ts'

export interface CacheOptions {
  /** A shorter beginning is silently not kept. */
  minCachedTokens: number
  /** What the vendors call five minutes; a beginning is kept for so long after it was used last. */
  cacheTtlMs: number
}

/** How a prompt divides; together all of it. */
export interface Divided {
  input: number
  cacheRead: number
  cacheWrite: number
  /** Makes what was written readable: for all calls that come once an answer to it begins. */
  begin: () => void
}

export interface Cache {
  divide(vendor: Vendor, body: Json): Divided
}

/** How many parts before a breakpoint Anthropic looks for something that it has. */
const lookback = 20

/** Keeps beginnings of prompts as the vendors do. */
export function openCache({ minCachedTokens, cacheTtlMs }: CacheOptions): Cache {
  const readableUntil = new Map<string, number>()
  const keep = (key: string, untilMs: number) =>
    readableUntil.set(key, Math.max(untilMs, readableUntil.get(key) ?? 0))
  return {
    divide(vendor, body) {
      const now = performance.now()
      const prefixes = prefixesOf(vendor, body)
      const whole = prefixes.at(-1)?.tokens ?? 0
      const ends = [...prefixes.entries()].filter(
        ([, { tokens, keep: isEnd }]) => isEnd && tokens >= minCachedTokens,
      )
      const isNear = (index: number) => ends.some(([end]) => end >= index && end - index < lookback)
      const hit = prefixes.findLast(({ key }, index) => isNear(index) && (readableUntil.get(key) ?? 0) > now)
      const written = ends.map(([, prefix]) => prefix).filter(({ tokens }) => tokens > (hit?.tokens ?? 0))
      if (hit) keep(hit.key, now + cacheTtlMs)
      const cacheRead = hit?.tokens ?? 0
      const cacheWrite = Math.max(0, (written.at(-1)?.tokens ?? 0) - cacheRead)
      return {
        input: whole - cacheRead - cacheWrite,
        cacheRead,
        cacheWrite,
        begin() {
          for (const prefix of written) keep(prefix.key, now + cacheTtlMs * (prefix.keep === '1h' ? 12 : 1))
        },
      }
    },
  }
}
