import type Anthropic from '@anthropic-ai/sdk'
import type { Capabilities } from './model.ts'

// What the current models have in common (Anthropic, models overview, October 2026), where the provider does not answer.
const usual: Capabilities = {
  maxInputTokens: 1_000_000,
  maxOutputTokens: 128_000,
  readsPdf: true,
  readsImages: true,
  takesEffort: true,
  minCachedTokens: 512,
  limits: 'anthropic',
}

/** What the provider says of a model; what is usual where it does not answer. */
export async function anthropicCapabilities(client: Anthropic, model: string): Promise<Capabilities> {
  const known = { ...usual, minCachedTokens: minCachedTokens(model) }
  const told = await client.models.retrieve(model, {}, { timeout: 5000 }).catch(() => null)
  if (!told) return known
  return {
    ...known,
    maxInputTokens: told.max_input_tokens ?? known.maxInputTokens,
    maxOutputTokens: told.max_tokens ?? known.maxOutputTokens,
    readsPdf: told.capabilities?.pdf_input.supported ?? known.readsPdf,
    readsImages: told.capabilities?.image_input.supported ?? known.readsImages,
    takesEffort: told.capabilities?.effort.supported ?? known.takesEffort,
  }
}

// Anthropic, prompt caching: the API does not list it. A shorter beginning is silently not cached.
function minCachedTokens(model: string): number {
  if (/^claude-(?:opus-4-[56]|haiku-4-5)/.test(model)) return 4096
  if (/^claude-(?:sonnet-5$|sonnet-4|opus-4)/.test(model)) return 1024
  return 512
}
