import { prefixesOf } from './fake-llm-prefixes.ts'
import type { Json, Vendor } from './fake-llm-shapes.ts'

export interface FakeWindow {
  reads: number
  /** What it says it reads, where that is wrong. */
  says?: number
}

/** The answers that cost nothing: what models there are, and how long a prompt is; null for anything else. */
export function otherAnswer(
  vendor: Vendor,
  { path, body }: { path: string; body: Json },
  window?: FakeWindow,
): Json | null {
  const [route = ''] = path.split('?')
  if (/\/(?:count_tokens|input_tokens)$/.test(route)) {
    const input_tokens = prefixesOf(vendor, body).at(-1)?.tokens ?? 0
    return vendor === 'anthropic' ? { input_tokens } : { object: 'response.input_tokens', input_tokens }
  }
  const model = /\/models\/([^/]+)$/.exec(route)?.[1]
  if (model !== undefined) return modelInfo(vendor, decodeURIComponent(model), window)
  if (!route.endsWith('/models')) return null
  const data = models[vendor].map((id) => modelInfo(vendor, id, window))
  const ends = { has_more: false, first_id: data[0]?.['id'], last_id: data.at(-1)?.['id'] }
  return vendor === 'anthropic' ? { data, ...ends } : { object: 'list', data }
}

const models: Record<Vendor, string[]> = {
  anthropic: ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5'],
  openai: ['gpt-6.1-sol', 'gpt-6.1-terra', 'gpt-6-luna'],
  local: ['llama'],
}

function modelInfo(vendor: Vendor, id: string, window?: FakeWindow): Json {
  if (vendor !== 'anthropic') return { id, object: 'model', created: 1_790_000_000, owned_by: 'fake' }
  return {
    type: 'model',
    id,
    display_name: id,
    line: /opus|sonnet|haiku|fable|mythos/.exec(id)?.[0] ?? null,
    created_at: '2026-10-01T00:00:00Z',
    lifecycle: 'active',
    deprecated_at: null,
    retires_at: null,
    max_input_tokens: window?.says ?? window?.reads ?? 1_000_000,
    max_tokens: 128_000,
    capabilities: {
      ...able('batch', 'citations', 'code_execution', 'image_input', 'pdf_input', 'structured_outputs'),
      context_management: {
        supported: true,
        ...able('clear_thinking_20251015', 'clear_tool_uses_20250919', 'compact_20260112'),
      },
      effort: { supported: true, ...able('low', 'medium', 'high', 'xhigh', 'max') },
      server_tools: { supported: true, ...able('web_search', 'code_execution') },
      thinking: { supported: true, types: able('adaptive', 'between_tools', 'disabled', 'enabled') },
    },
  }
}

function able(...names: string[]): Record<string, { supported: boolean }> {
  return Object.fromEntries(names.map((name) => [name, { supported: true }]))
}
