import type { Answer } from '../../src/llm/answer.ts'
import { openCache, type CacheOptions } from './fake-llm-cache.ts'
import type { Finish, Json, Vendor } from './fake-llm-shapes.ts'
import { tokensOf } from './fake-llm-tokens.ts'

export interface FakeUsage {
  /** Without what is read from the cache or written to it. */
  input: number
  output: number
  cacheRead: number
  cacheWrite: number
}

/** How a fake behaves that is to behave like a real one. */
export interface Realism extends CacheOptions {
  /** Until the first word of an answer to nothing. */
  baseMs: number
  /** Tokens of a prompt that are read in a second; those in the cache take no time. */
  prefillPerSecond: number
  outputPerSecond: number
  /** Of an answer that no script gives. */
  outputTokens: number
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

/** The same counts and the same order of things, so many times as fast; the cache forgets no sooner. */
export function faster(times: number, realism: Realism = realistic): Realism {
  return {
    ...realism,
    baseMs: realism.baseMs / times,
    prefillPerSecond: realism.prefillPerSecond * times,
    outputPerSecond: realism.outputPerSecond * times,
  }
}

/** What is answered, what it costs and how long it takes, and what becomes readable in the cache once it begins. */
export interface Reckoned {
  text: string
  finish: Finish
  usage: FakeUsage
  firstTokenMs: number
  outputMs: number
  begin(): void
}

/** What a script says of an answer. */
export interface Wanted {
  text: string | undefined
  finish: Finish
}

export interface Simulator {
  reckon(vendor: Vendor, body: Json, wanted: Wanted): Reckoned
}

/** Counts, caches and takes its time as the vendors do. */
export function openSimulator(realism: Realism): Simulator {
  const cache = openCache(realism)
  return {
    reckon(vendor, body, wanted) {
      const { begin, ...prompt } = cache.divide(vendor, body)
      const most = mostTokens(body)
      const whole = wanted.text ?? JSON.stringify(answerOf(realism.outputTokens))
      const isCut = tokensOf(whole) > most
      const text = isCut ? whole.slice(0, most * 4) : whole
      const output = most === 0 ? 0 : tokensOf(text)
      const prefillMs = ((prompt.input + prompt.cacheWrite) / realism.prefillPerSecond) * 1000
      return {
        text,
        // Where OpenAI is asked for no answer, none is missing.
        finish: isCut && !isPrewarm(body) ? 'truncated' : wanted.finish,
        usage: { ...prompt, output },
        firstTokenMs: realism.baseMs + prefillMs,
        outputMs: (output / realism.outputPerSecond) * 1000,
        begin,
      }
    },
  }
}

/** The most that may be answered; none where the caller only fills the cache. */
export function mostTokens(body: Json): number {
  if (isPrewarm(body)) return 0
  const most = body['max_tokens'] ?? body['max_output_tokens'] ?? body['max_completion_tokens']
  return typeof most === 'number' ? most : Infinity
}

function isPrewarm(body: Json): boolean {
  return Boolean((body['prompt_cache_options'] as { prewarm?: boolean } | undefined)?.prewarm)
}

function answerOf(tokens: number): Answer {
  const bare: Answer = { answer: '', findings: [], not_found: [] }
  const characters = Math.max(1, tokens * 4 - JSON.stringify(bare).length)
  return { ...bare, answer: 'All is as agreed. '.repeat(Math.ceil(characters / 18)).slice(0, characters) }
}
