/** The columns of a subtask that is to be asked anew, besides its `run`. */
export const unanswered = {
  state: 'pending' as const,
  answer: null,
  not_found: null,
  started_at: null,
  finished_at: null,
  error_code: null,
  error_message: null,
}
