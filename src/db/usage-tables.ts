/** A day (UTC) that is over and has been added up. */
export interface SummedDayTable {
  day: string
}

/** Calls of a day. */
export interface UsageDayTable {
  day: string
  /** `provider/model`, as it was asked. */
  model: string
  analysis: string
  version: number
  template: string
  /** All that have ended, replays too; what follows is without those, except for tokens and money. */
  calls: number
  replays: number
  failed: number
  /** Answers that could not be read, and refusals. */
  useless: number
  repairs: number
  input_tokens: string
  cached_tokens: string
  output_tokens: string
  usd: string
  /** Calls with an answer whose price is unknown. */
  unpriced: number
}

/** Quotes of the tasks that ended on a day. */
export interface QuoteDayTable {
  day: string
  analysis: string
  version: number
  quotes: number
  unverified: number
  repaired: number
}
