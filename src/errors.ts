/** Every expected failure has one of these codes; texts for people live beside the throw. */
export type ErrorCode =
  | 'budget_exceeded'
  | 'config_invalid'
  | 'database_unavailable'
  | 'document_empty'
  | 'document_encrypted'
  | 'document_no_text'
  | 'document_removed'
  | 'document_too_large'
  | 'document_type_unsupported'
  | 'document_unreadable'
  | 'file_download_failed'
  | 'model_answer_invalid'
  | 'model_refused'
  | 'model_unavailable'
  | 'model_rejected_request'
  | 'prompt_invalid'
  | 'slack_not_installed'
  | 'slack_post_failed'
  | 'task_not_found'
  | 'usage'
  | 'user_limit'

export interface AppErrorOptions {
  /** The only text that may reach a person: what happened, what was kept, what to do next. */
  userMessage: string
  /** Whether trying the same again later can help. */
  retryable?: boolean
  cause?: unknown
}

/** An expected failure. `message` is for us; `userMessage` is for the person; anything else thrown is a bug. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly userMessage: string
  readonly retryable: boolean

  constructor(code: ErrorCode, message: string, options: AppErrorOptions) {
    super(message, { cause: options.cause })
    this.code = code
    this.userMessage = options.userMessage
    this.retryable = options.retryable ?? false
  }
}

/** The text a person may see for any error: its own words where expected, else a neutral sentence. */
export function userMessageOf(error: unknown): string {
  if (error instanceof AppError) return error.userMessage
  return 'Something went wrong on our side. The task and its document are kept; please try again, and tell the operator if it happens twice.'
}
