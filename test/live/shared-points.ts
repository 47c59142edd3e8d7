import type { Model, ModelRequest } from '../../src/llm/model.ts'
import { estimateTokens } from '../../src/llm/token-estimate.ts'
import { cacheReadAgain, callOnce, promptTokens, type HeardCall } from './heard-call.ts'
import { expected, type Point } from './point.ts'
import { shortRequest } from './short-request.ts'

export interface Trial {
  model: Model
  request: ModelRequest
  /** The first call, which all points look at; it is made once. */
  first: () => Promise<HeardCall>
}

export function newTrial(model: Model, request: ModelRequest): Trial {
  let call: Promise<HeardCall> | undefined
  return { model, request, first: () => (call ??= callOnce(model, request)) }
}

/** What is believed of both vendors, looked at through the program's own adapters. */
export function sharedPoints({ model, request, first }: Trial): Point[] {
  return [
    {
      name: 'an answer begins before its first word',
      isRelied: true,
      async look() {
        const { msToStart, reply } = await first()
        const { msToFirstToken } = reply
        if (msToFirstToken === null)
          return expected(msToStart !== null, `after ${msToStart} ms; no word came (${reply.finishReason})`)
        return expected(
          (msToStart ?? Infinity) <= msToFirstToken,
          `after ${msToStart} ms; a word after ${msToFirstToken} ms`,
        )
      },
    },
    {
      name: 'a request id comes with the answer',
      isRelied: true,
      look: async () => {
        const { requestId } = (await first()).reply
        return expected(requestId !== null, requestId === null ? 'none' : 'one')
      },
    },
    {
      name: 'the limits are named in the headers',
      isRelied: true,
      async look() {
        const { limits } = await first()
        const said = Object.entries(limits ?? {})
          .filter(([, limit]) => limit !== null)
          .map(([kind, limit]: [string, { perMinute: number; left: number }]) => {
            return `${kind} ${limit.left} of ${limit.perMinute}`
          })
        return expected(Boolean(limits?.requests && limits.input), said.join(', ') || 'none')
      },
    },
    {
      name: 'the first call writes its beginning to the cache',
      isRelied: true,
      async look() {
        const { cacheWrite, cacheRead } = (await first()).reply.usage
        return expected(cacheWrite > 0 && cacheRead === 0, `${cacheWrite} written, ${cacheRead} read`)
      },
    },
    {
      name: 'the next call with the same form of the answer reads it',
      isRelied: true,
      async look() {
        const { cacheWrite } = (await first()).reply.usage
        const read = await cacheReadAgain(model, request)
        return expected(read > 0, `${read} of ${cacheWrite} tokens read`)
      },
    },
    {
      name: 'a text is no longer than we estimate',
      isRelied: false,
      async look() {
        // Without what comes with every text, as the form of the answer.
        const counts = await Promise.all([request, shortRequest(0)].map(async (of) => countOf(model, of)))
        const [counted = 0, bare = 0] = counts
        const estimate = estimateTokens(model.provider, request.document.content.text)
        return expected(counted - bare <= estimate, `${counted - bare} counted, ${estimate} estimated`)
      },
    },
  ]
}

async function countOf(model: Model, request: ModelRequest): Promise<number> {
  const counted = await model.countTokens(request, AbortSignal.timeout(20_000))
  if (counted === null) throw new Error('no count came')
  return counted
}

/** Whether a count is what a call is billed for. */
export async function countMatches(trial: Trial, count: () => Promise<number>) {
  const counted = await count()
  const billed = promptTokens((await trial.first()).reply)
  return expected(Math.abs(counted - billed) <= billed * 0.1, `${counted} counted, ${billed} billed`)
}
