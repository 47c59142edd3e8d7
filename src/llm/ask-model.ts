import { createHash } from 'node:crypto'
import { refuseTooLong, tokensOf, usedOf, wantOf, type CallTokens } from './call-tokens.ts'
import { documentText } from './document-text.ts'
import { modelName } from './model-name.ts'
import { noteOutput } from './expected-output.ts'
import type { Governor } from './governor.ts'
import type { Capabilities, Model, ModelReply, ModelRequest } from './model.ts'
import type { GatePlace, PrefixGate } from './prefix-gate.ts'
import { withinTime } from './within-time.ts'

export interface AskDeps {
  governor: Governor
  gate: PrefixGate
}

export interface ModelQuestion {
  callId: string
  model: Model
  request: ModelRequest
  template: string
  /** Tokens of system text and document where they were counted. */
  prefixTokens: number | null
  /** Who waits for it: higher goes first. */
  priority: number
  /** How long the model may take; waiting for its turn does not count. */
  timeoutMs: number
}

export interface Asked {
  reply: ModelReply | null
  /** In place of a reply. */
  error: unknown
  waitedMs: number
  ms: number
}

/** A leader that has not begun after this long is no longer waited for. */
const longestLeadMs = 60_000

/** Asks a model when it is this call's turn: behind the one that fills the cache, and under the provider's limits. */
export async function askModel(deps: AskDeps, question: ModelQuestion, signal: AbortSignal): Promise<Asked> {
  const startedAt = performance.now()
  let askedAt = startedAt
  let place: GatePlace | undefined
  const asked = (of: { reply: ModelReply | null; error: unknown }) => ({
    ...of,
    waitedMs: Math.round(askedAt - startedAt),
    ms: Math.round(performance.now() - askedAt),
  })
  try {
    const capabilities = await question.model.capabilities()
    const tokens = tokensOf(question)
    refuseTooLong(question.model, capabilities, tokens)
    place = await enterGate(deps.gate, { question, capabilities, tokens }, signal)
    const want = wantOf({ question, capabilities, tokens, isFirst: place?.isLeader ?? true })
    const admission = capabilities.limits
      ? await deps.governor.admit(modelName(question.model), want, signal)
      : undefined
    askedAt = performance.now()
    const opening = setTimeout(() => place?.open(), longestLeadMs).unref()
    try {
      const reply = await withinTime(question.timeoutMs, signal, (stop) =>
        question.model.generate(question.request, {
          signal: stop,
          onStart() {
            place?.open()
            admission?.onStart()
          },
          onLimits: (limits) => admission?.onLimits(limits),
        }),
      )
      if (reply.finishReason === 'complete') noteOutput(question, reply.usage.output)
      admission?.end({ used: usedOf(reply, capabilities, want), error: reply.error })
      return asked({ reply, error: null })
    } catch (error) {
      admission?.end({ used: null, error })
      return asked({ reply: null, error })
    } finally {
      clearTimeout(opening)
    }
  } catch (error) {
    return asked({ reply: null, error })
  } finally {
    await place?.leave()
  }
}

// A beginning that nobody else asks with, or that is too short for the provider's cache, needs no leader.
async function enterGate(
  gate: PrefixGate,
  {
    question,
    capabilities,
    tokens,
  }: { question: ModelQuestion; capabilities: Capabilities; tokens: CallTokens },
  signal: AbortSignal,
): Promise<GatePlace | undefined> {
  const { request } = question
  const isCached = capabilities.minCachedTokens !== null && tokens.prefix >= capabilities.minCachedTokens
  if (!isCached || !request.sharesPrefix) return undefined
  return gate.enter(prefixKey(question), question.callId, signal)
}

function prefixKey({ model, request }: ModelQuestion): string {
  const { title, content, file } = request.document
  const hash = createHash('sha256').update(JSON.stringify([modelName(model), request.system, title]))
  if (file) hash.update(file.bytes)
  else hash.update(documentText(content))
  return hash.digest('hex')
}
