import { AppError } from '../errors.ts'

/** Overload, rate limit, network, a cut stream: the same call can succeed later. */
export function unavailable(vendor: string, error: unknown): AppError {
  return new AppError('model_unavailable', `${vendor} did not answer`, {
    userMessage: `${vendor} could not answer in several attempts. The document is kept; please try again later.`,
    retryable: true,
    cause: error,
  })
}

/** A call that would be refused again: bad key, unknown model, too long. */
export function rejected(
  vendor: string,
  of: { status: number; error: unknown; keyVariable: string },
): AppError {
  return new AppError('model_rejected_request', `${vendor} refused (${of.status})`, {
    userMessage: reasonOf(vendor, of),
    cause: of.error,
  })
}

function reasonOf(vendor: string, of: { status: number; keyVariable: string }): string {
  switch (of.status) {
    case 401:
    case 403:
      return `${vendor} does not accept the key. The operator needs to check ${of.keyVariable}.`
    case 402:
      return `${vendor} refuses because of the account's payment. The operator needs to look at it there.`
    case 404:
      return `${vendor} does not know the model. The operator needs to check PARALEGAL_MODEL and the account's models.`
    case 413:
      return `The document is too long for ${vendor}'s model. Please share the part that matters.`
    default:
      return `${vendor} refused the request. The document is kept; the operator finds the reason in the log.`
  }
}
