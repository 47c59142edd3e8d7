import type { Json, Vendor } from './fake-llm-shapes.ts'

export interface FakeUsage {
  /** Without what is read from the cache or written to it. */
  input: number
  output: number
  cacheRead: number
  cacheWrite: number
}

/** How a fake behaves that is to behave like a real one. */
export interface Realism {
  /** Until the first word of an answer to nothing. */
  baseMs: number
  /** Tokens of a prompt that are read in a second; those in the cache take no time. */
  prefillPerSecond: number
  outputPerSecond: number
  outputTokens: number
  minCachedTokens: number
  cacheTtlMs: number
}

// As measured in the vendors' documentation's examples: a 40,000-token document is read in two seconds.
export const realistic: Realism = {
  baseMs: 300,
  prefillPerSecond: 20_000,
  outputPerSecond: 80,
  outputTokens: 430,
  minCachedTokens: 512,
  cacheTtlMs: 300_000,
}

/** What a request costs, how long it takes, and what becomes readable in the cache once its answer begins. */
export interface Reckoned {
  usage: FakeUsage
  firstTokenMs: number
  outputMs: number
  begin(): void
}

export interface Cache {
  reckon(vendor: Vendor, body: Json): Reckoned
}

/** Counts a token for four characters, and keeps beginnings as the vendors do: from the moment an answer to one begins. */
export function openCache(realism: Realism): Cache {
  const warmUntil = new Map<string, number>()
  return {
    reckon(vendor, body) {
      const { prefix, rest } = partsOf(vendor, body)
      const tokens = tokensOf(prefix)
      const isCached = prefix !== '' && vendor !== 'local' && tokens >= realism.minCachedTokens
      const isHit = isCached && (warmUntil.get(prefix) ?? 0) > Date.now()
      const touch = () => warmUntil.set(prefix, Date.now() + realism.cacheTtlMs)
      if (isHit) touch()
      const usage = {
        input: tokensOf(rest) + (isCached ? 0 : tokens),
        output: realism.outputTokens,
        cacheRead: isHit ? tokens : 0,
        cacheWrite: isCached && !isHit ? tokens : 0,
      }
      const prefillMs = ((usage.input + usage.cacheWrite) / realism.prefillPerSecond) * 1000
      return {
        usage,
        firstTokenMs: realism.baseMs + prefillMs,
        outputMs: (realism.outputTokens / realism.outputPerSecond) * 1000,
        begin: () => (isCached ? touch() : undefined),
      }
    },
  }
}

/** Tokens of a text. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4)
}

type Blocks = { cache_control?: unknown }[]

// Up to the last breakpoint; all that stands before it, the form of the answer too, must be the same.
function partsOf(vendor: Vendor, body: Json): { prefix: string; rest: string } {
  if (vendor === 'local') return { prefix: '', rest: JSON.stringify(body['messages']) }
  if (vendor === 'openai') {
    const [message, ...after] = body['input'] as { content: unknown[] }[]
    const [document, ...question] = message?.content ?? []
    const format = (body['text'] as Json | undefined)?.['format']
    return {
      prefix: JSON.stringify([body['model'], format, body['instructions'], document]),
      rest: JSON.stringify([question, after]),
    }
  }
  const [message, ...after] = body['messages'] as { content: Blocks }[]
  const blocks = Array.isArray(message?.content) ? message.content : []
  const last = blocks.findLastIndex((block) => block.cache_control !== undefined)
  const beginning = [body['model'], body['output_config'], body['system'], blocks.slice(0, last + 1)]
  return last === -1
    ? { prefix: '', rest: JSON.stringify([beginning, message, after]) }
    : { prefix: JSON.stringify(beginning), rest: JSON.stringify([blocks.slice(last + 1), after]) }
}
