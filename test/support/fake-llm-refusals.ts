import type { FakeWindow } from './fake-llm-models.ts'
import { prefixesOf } from './fake-llm-prefixes.ts'
import type { Json, Vendor } from './fake-llm-shapes.ts'

/** Why the vendor would refuse such a request (Anthropic, current models); undefined where it would not. */
export function reasonToRefuse(vendor: Vendor, body: Json, window?: FakeWindow): string | undefined {
  const tokens = window ? (prefixesOf(vendor, body).at(-1)?.tokens ?? 0) : 0
  if (window && tokens > window.reads) return `prompt is too long: ${tokens} tokens > ${window.reads} maximum`
  if (typeof body['model'] !== 'string') return 'model: Field required'
  const effort = vendor === 'anthropic' ? inside(body, 'output_config') : inside(body, 'reasoning')
  const levels = vendor === 'anthropic' ? anthropicLevels : ['none', 'minimal', ...anthropicLevels]
  if (effort !== undefined && !levels.some((level) => level === effort))
    return 'effort: not a level of this model'
  if (vendor !== 'anthropic') return
  const most = body['max_tokens']
  if (typeof most !== 'number') return 'max_tokens: Field required'
  const format = (body['output_config'] as Json | undefined)?.['format']
  if (most === 0 && (body['stream'] || format))
    return 'max_tokens: 0 goes neither with a stream nor with a form of the answer'
  const sampling = ['temperature', 'top_p', 'top_k'].find((name) => name in body)
  if (sampling) return `${sampling}: not supported by this model`
  const breakpoints = JSON.stringify(body).match(/"cache_control":\{/g)?.length ?? 0
  if (breakpoints > 4) return `cache_control: at most 4 blocks, found ${breakpoints}`
  return
}

const anthropicLevels = ['low', 'medium', 'high', 'xhigh', 'max']

function inside(body: Json, name: string): unknown {
  return (body[name] as Json | undefined)?.['effort']
}
