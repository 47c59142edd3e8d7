import { AppError } from '../errors.ts'

/** Why a provider did not answer: too many calls of ours, too many of everybody's, or it could not be reached. */
export type UnavailableReason = 'rate-limit' | 'overload' | 'unreachable'

/** The same call can succeed later. */
export class Unavailable extends AppError {
  readonly reason: UnavailableReason
  /** When the provider asks to come again, in milliseconds; null where it does not say. */
  readonly retryAfterMs: number | null

  constructor(
    vendor: string,
    of: { reason: UnavailableReason; retryAfterMs: number | null; cause: unknown },
  ) {
    super('model_unavailable', `${vendor} did not answer (${of.reason})`, {
      userMessage: `${vendor} could not answer in several attempts. The document is kept; please try again later.`,
      retryable: true,
      cause: of.cause,
    })
    this.reason = of.reason
    this.retryAfterMs = of.retryAfterMs
  }
}

/** Overload, rate limit, network, a cut stream. `status` and `type` are the provider's, where it gave any. */
export function unavailable(
  vendor: string,
  of: {
    error: unknown
    status?: number | undefined
    type?: string | null | undefined
    headers?: Headers | undefined
  },
): Unavailable {
  return new Unavailable(vendor, {
    reason: reasonOfUnavailable(of),
    retryAfterMs: retryAfterMs(of.headers),
    cause: of.error,
  })
}

function reasonOfUnavailable(of: {
  status?: number | undefined
  type?: string | null | undefined
}): UnavailableReason {
  if (of.status === 429 || of.type === 'rate_limit_error' || of.type === 'rate_limit_exceeded')
    return 'rate-limit'
  const isOverload =
    (of.status !== undefined && of.status >= 500) ||
    ['overloaded_error', 'api_error', 'server_error', 'timeout_error'].includes(of.type ?? '')
  return isOverload ? 'overload' : 'unreachable'
}

// OpenAI says it in milliseconds too; both may say it in seconds.
function retryAfterMs(headers: Headers | undefined): number | null {
  const ms = Number(headers?.get('retry-after-ms') ?? NaN)
  if (Number.isFinite(ms)) return ms
  const seconds = Number(headers?.get('retry-after') ?? NaN)
  return Number.isFinite(seconds) ? seconds * 1000 : null
}

/** A call that would be refused again: bad key, unknown model, or `document_too_large`. */
export function rejected(
  vendor: string,
  of: { status: number; error: unknown; keyVariable: string },
): AppError {
  const code = isTooLong(of) ? 'document_too_large' : 'model_rejected_request'
  return new AppError(code, `${vendor} refused (${of.status})`, {
    userMessage: reasonOf(vendor, of),
    cause: of.error,
  })
}

// OpenAI has a code for it, llama.cpp a type, Anthropic and vLLM nothing but their words.
function isTooLong({ status, error }: { status: number; error: unknown }): boolean {
  if (status === 413) return true
  const { code, type, message } = error as { code?: unknown; type?: unknown; message?: unknown }
  const names = ['context_length_exceeded', 'exceed_context_size_error']
  if (names.some((name) => name === code || name === type)) return true
  return status === 400 && /prompt is too long|maximum context length/i.test(String(message))
}

function reasonOf(vendor: string, of: { status: number; error: unknown; keyVariable: string }): string {
  if (isTooLong(of))
    return `The document is too long for ${vendor}'s model. Please share the part that matters.`
  switch (of.status) {
    case 401:
    case 403:
      return `${vendor} does not accept the key. The operator needs to check ${of.keyVariable}.`
    case 402:
      return `${vendor} refuses because of the account's payment. The operator needs to look at it there.`
    case 404:
      return `${vendor} does not know the model. The operator needs to check PARALEGAL_MODEL and the account's models.`
    default:
      return `${vendor} refused the request. The document is kept; the operator finds the reason in the log.`
  }
}
