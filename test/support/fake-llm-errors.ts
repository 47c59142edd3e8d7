import type { Json, Vendor } from './fake-llm-shapes.ts'

const anthropicTypes: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

// OpenAI's errors have a type for the kind and a code for the cause.
const openaiTypes: Record<number, [type: string, code: string | null]> = {
  401: ['invalid_request_error', 'invalid_api_key'],
  403: ['invalid_request_error', 'unsupported_country_region_territory'],
  404: ['invalid_request_error', 'model_not_found'],
  413: ['invalid_request_error', 'context_length_exceeded'],
  429: ['tokens', 'rate_limit_exceeded'],
}

/** An error as the vendor words it. */
export function errorBody(
  vendor: Vendor,
  { status, type, message }: { status: number; type?: string | undefined; message: string },
): Json {
  if (vendor === 'anthropic') {
    const known = anthropicTypes[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error')
    return { type: 'error', error: { type: type ?? known, message }, request_id: 'req_error' }
  }
  const [knownType, code] =
    openaiTypes[status] ??
    (status >= 500 ? ['server_error', 'server_error'] : ['invalid_request_error', null])
  return { error: { message, type: type ?? knownType, param: null, code: type ?? code } }
}

/** An error that comes after the answer has begun. */
export function errorEvent(vendor: Vendor, type: string): Json {
  const message = 'scripted'
  if (vendor === 'anthropic') return { type: 'error', error: { type, message } }
  if (vendor === 'openai') return { type: 'error', code: type, message, param: null }
  return { error: { type, code: type, message } }
}
