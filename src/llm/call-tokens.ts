import { z } from 'zod'
import { AppError } from '../errors.ts'
import { Answer } from './answer.ts'
import type { ModelQuestion } from './ask-model.ts'
import { documentText } from './document-text.ts'
import { expectedOutput } from './expected-output.ts'
import type { Capabilities, Model, ModelReply, ModelRequest } from './model.ts'
import type { Want } from './rate-buckets.ts'
import { estimateTokens } from './token-estimate.ts'

// The vendors add the form of the answer to the prompt.
const answerSchema = JSON.stringify(z.toJSONSchema(Answer))

/** What a call sends, in tokens: the beginning that others share, and its own. */
export interface CallTokens {
  prefix: number
  rest: number
}

export function tokensOf({ model, request, prefixTokens }: ModelQuestion): CallTokens {
  const { system, document, repair } = request
  const counted =
    prefixTokens ??
    estimateTokens(model.provider, answerSchema, system) + documentTokens(model.provider, document)
  return {
    prefix: counted + document.pictures.length * tokensPerPicture,
    rest: estimateTokens(model.provider, request.prompt, repair?.answer ?? '', repair?.problem ?? ''),
  }
}

/** Of a page's picture, at the size in which they are sent (Anthropic, vision: width × height / 750). */
export const tokensPerPicture = 2500
// A page of a file takes about as many tokens as a full page of text and its picture (Anthropic, PDF support: 1,500 to
// 3,000 and the image's).
const tokensPerPage = 4500

function documentTokens(provider: string, { file, content }: ModelRequest['document']): number {
  return file ? content.pages.length * tokensPerPage : estimateTokens(provider, documentText(content))
}

/** Throws `document_too_large` for more than the model reads, before it is asked and paid. */
export function refuseTooLong(model: Model, { maxInputTokens }: Capabilities, tokens: CallTokens): void {
  const total = tokens.prefix + tokens.rest
  if (maxInputTokens === null || total <= maxInputTokens) return
  throw new AppError('document_too_large', `about ${total} tokens for ${model.provider}/${model.name}`, {
    userMessage: `The document is too long for ${model.name}: it has about ${total.toLocaleString('en-US')} tokens, and the model reads ${maxInputTokens.toLocaleString('en-US')} at most. Please share the part that matters.`,
  })
}

/**
 * What a call will take of the limits. Anthropic counts what is not read from its cache, and output as it comes; OpenAI
 * counts all of the prompt and the most that may come.
 */
export function wantOf(of: {
  question: ModelQuestion
  capabilities: Capabilities
  tokens: CallTokens
  /** Whether it fills the cache, not reads it. */
  isFirst: boolean
}): Want {
  const { question, capabilities, tokens, isFirst } = of
  const { priority, request } = question
  if (capabilities.limits === 'openai')
    return { priority, input: tokens.prefix + tokens.rest + request.maxOutputTokens, output: 0 }
  const input = tokens.rest + (isFirst ? tokens.prefix : 0)
  return { priority, input, output: Math.min(expectedOutput(question), request.maxOutputTokens) }
}

/** What it took. */
export function usedOf(
  { usage }: ModelReply,
  { limits }: Capabilities,
  want: { input: number; output: number },
): { input: number; output: number } {
  if (limits === 'openai') return want
  return { input: usage.input + usage.cacheWrite, output: usage.output }
}
