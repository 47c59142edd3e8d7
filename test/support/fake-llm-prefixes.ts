import { createHash } from 'node:crypto'
import type { Json, Vendor } from './fake-llm-shapes.ts'
import { tokensOf } from './fake-llm-tokens.ts'

/** A prompt's beginning that ends with a whole part of it. */
export interface Prefix {
  /** The same for the same beginning, wherever breakpoints are set. */
  key: string
  /** Of all of it. */
  tokens: number
  /** How long the cache is asked to keep it; undefined where no breakpoint ends it. */
  keep?: '5m' | '1h'
}

interface Part {
  content: unknown
  /** Belongs to the key but is not read by the model. */
  name?: unknown
  keep?: '5m' | '1h' | undefined
}

/** All beginnings of a prompt, shortest first; the last is the prompt itself. */
export function prefixesOf(vendor: Vendor, body: Json): Prefix[] {
  const hash = createHash('sha256').update(vendor)
  let tokens = 0
  const parts = { anthropic: anthropicParts, openai: openaiParts, local: localParts }[vendor](body)
  return parts.map(({ content, name, keep }) => {
    hash.update(JSON.stringify([content, name]))
    tokens += tokensOf(content)
    return { key: hash.copy().digest('hex'), tokens, ...(keep ? { keep } : {}) }
  })
}

type Block = Json & { cache_control?: { ttl?: '5m' | '1h' } | null }

// Tools, system, messages, in this order; the form of the answer and how much is thought come before all of it.
function anthropicParts(body: Json): Part[] {
  const { model, output_config, thinking, tools } = body
  const messages = (body['messages'] ?? []) as { role: string; content: string | Block[] }[]
  const parts = [
    { name: model, content: { output_config, thinking } },
    ...blocksOf(tools, 'tools'),
    ...blocksOf(body['system'], 'system'),
    ...messages.flatMap(({ role, content }) => blocksOf(content, role)),
  ]
  const last = parts.at(-1)
  // One for the whole request stands for one at its end.
  if (last && body['cache_control']) last.keep = keepOf(body)
  return parts
}

function blocksOf(content: unknown, name: string): Part[] {
  if (typeof content === 'string') return [{ name, content }]
  return ((content ?? []) as Block[]).map((block) => {
    const { cache_control: _, ...rest } = block
    return { name, content: rest, keep: keepOf(block) }
  })
}

function keepOf({ cache_control }: Block): Part['keep'] {
  return cache_control ? (cache_control.ttl ?? '5m') : undefined
}

type InputPart = Json & { prompt_cache_breakpoint?: unknown }

// Where the caller marks no end of what is the same, OpenAI finds one: here, after the first part.
function openaiParts(body: Json): Part[] {
  const { model, text, reasoning, tools, service_tier, prompt_cache_key, instructions } = body
  const parts: Part[] = [
    { name: [model, service_tier, prompt_cache_key], content: { text, reasoning, tools } },
    { content: instructions ?? '' },
    ...inputParts(body['input']),
  ]
  const options = body['prompt_cache_options'] as { mode?: string } | undefined
  const first = parts[2]
  if (first && options?.mode !== 'explicit' && parts.every(({ keep }) => !keep)) first.keep = '5m'
  return parts
}

function inputParts(input: unknown): Part[] {
  if (!Array.isArray(input)) return [{ content: input ?? '' }]
  return (input as { role?: string; content?: unknown }[]).flatMap(({ role, content }): Part[] => {
    if (!Array.isArray(content)) return [{ name: role, content: content ?? '' }]
    return (content as InputPart[]).map(({ prompt_cache_breakpoint, ...rest }) => ({
      name: role,
      content: rest,
      keep: prompt_cache_breakpoint ? '5m' : undefined,
    }))
  })
}

// A local server has no cache that shows.
function localParts({ messages, response_format }: Json): Part[] {
  return [{ content: { messages, response_format } }]
}
