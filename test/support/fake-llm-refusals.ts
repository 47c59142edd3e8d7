import type { Json, Vendor } from './fake-llm-shapes.ts'

/** Why the vendor would refuse such a request (Anthropic, current models); undefined where it would not. */
export function reasonToRefuse(vendor: Vendor, body: Json): string | undefined {
  if (typeof body['model'] !== 'string') return 'model: Field required'
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
