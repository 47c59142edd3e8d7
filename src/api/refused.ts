import { AppError } from '../errors.ts'

/** A request that cannot be done as it is; the words say what to change. */
export function refused(userMessage: string, cause?: unknown): AppError {
  return new AppError('usage', 'api request refused', { userMessage, cause })
}
