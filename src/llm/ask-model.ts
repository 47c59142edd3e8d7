import { createHash } from 'node:crypto'
import { refuseTooLong, tokensOf, usedOf, wantOf, type CallTokens } from './call-tokens.ts'
import { documentText } from './document-text.ts'
import { modelName } from './model-name.ts'
import { noteOutput } from './expected-output.ts'
import type { Admission, Governor } from './governor.ts'
import type { Capabilities, Model, ModelReply, ModelRequest, ReportedLimits } from './model.ts'
import type { GatePlace, PrefixGate } from './prefix-gate.ts'
import type { Want } from './rate-buckets.ts'
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
  const turn = await awaitTurn(deps, question, signal).catch((error: unknown) => ({ error }))
  const askedAt = performance.now()
  const answered = 'error' in turn ? { reply: null, error: turn.error } : await askNow(turn, question, signal)
  return {
    ...answered,
    waitedMs: Math.round(askedAt - startedAt),
    ms: Math.round(performance.now() - askedAt),
  }
}

interface Turn {
  capabilities: Capabilities
  /** Its place among the calls with the same beginning, where the provider caches that. */
  place: GatePlace | undefined
  /** Where the provider has limits. */
  admission: Admission | undefined
  want: Want
}

async function awaitTurn(deps: AskDeps, question: ModelQuestion, signal: AbortSignal): Promise<Turn> {
  const capabilities = await question.model.capabilities()
  const tokens = tokensOf(question)
  refuseTooLong(question.model, capabilities, tokens)
  const place = await enterGate(deps.gate, { question, capabilities, tokens }, signal)
  const want = wantOf({ question, capabilities, tokens, isFirst: place?.isLeader ?? true })
  if (!capabilities.limits) return { capabilities, place, admission: undefined, want }
  try {
    const admission = await deps.governor.admit(modelName(question.model), want, signal)
    return { capabilities, place, admission, want }
  } catch (error) {
    await place?.leave()
    throw error
  }
}

async function askNow(
  { capabilities, place, admission, want }: Turn,
  question: ModelQuestion,
  signal: AbortSignal,
): Promise<{ reply: ModelReply | null; error: unknown }> {
  const opening = setTimeout(() => place?.open(), longestLeadMs).unref()
  const onStart = () => {
    place?.open()
    admission?.onStart()
  }
  const onLimits = (limits: ReportedLimits) => admission?.onLimits(limits)
  try {
    const reply = await withinTime(question.timeoutMs, signal, (stop) =>
      question.model.generate(question.request, { signal: stop, onStart, onLimits }),
    )
    if (reply.finishReason === 'complete') noteOutput(question, reply.usage.output)
    admission?.end({ used: usedOf(reply, capabilities, want), error: reply.error })
    return { reply, error: null }
  } catch (error) {
    admission?.end({ used: null, error })
    return { reply: null, error }
  } finally {
    clearTimeout(opening)
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
  const { title, content, file, pictures } = request.document
  const hash = createHash('sha256').update(
    JSON.stringify([modelName(model), request.effort, request.system, title]),
  )
  if (file) hash.update(file.bytes)
  else hash.update(documentText(content))
  for (const { bytes } of pictures) hash.update(bytes)
  return hash.digest('hex')
}
