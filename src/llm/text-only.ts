import type { Capabilities } from './model.ts'

/** A model on somebody's own machine: it reads text, and its only limit is its queue. */
export const textOnly: Capabilities = {
  maxInputTokens: null,
  maxOutputTokens: null,
  readsPdf: false,
  readsImages: false,
  takesEffort: false,
  minCachedTokens: null,
  limits: null,
}
