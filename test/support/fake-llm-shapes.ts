import { anthropicMessage, anthropicStream } from './fake-llm-anthropic.ts'
import { chatCompletion, chatStream } from './fake-llm-chat.ts'
import { openaiResponse, openaiStream } from './fake-llm-openai.ts'
import type { FakeUsage } from './fake-llm-usage.ts'

export type Json = Record<string, unknown>
export type Vendor = 'anthropic' | 'openai' | 'local'
export type Finish = 'complete' | 'truncated' | 'refused'

export interface Reply {
  /** In the pieces it comes in. */
  pieces: string[]
  model: string
  finish: Finish
  usage: FakeUsage
  request: Json
}

/** A stream in its three parts: what says that the answer begins, the words, and the end. */
export interface StreamParts {
  begin: Json[]
  words: Json[]
  end: Json[]
  /** How it breaks off without any of the errors that all streams have. */
  failed?: (type: string) => Json
}

/** The vendors' answers as their SDKs expect them, as far as we read them. */
export function streamOf(vendor: Vendor, reply: Reply): StreamParts {
  return { anthropic: anthropicStream, openai: openaiStream, local: chatStream }[vendor](reply)
}

export function wholeOf(vendor: Vendor, reply: Reply): Json {
  return { anthropic: anthropicMessage, openai: openaiResponse, local: chatCompletion }[vendor](reply)
}

export function eventText(vendor: Vendor, event: Json): string {
  const name = vendor === 'local' ? '' : `event: ${String(event['type'])}\n`
  return `${name}data: ${JSON.stringify(event)}\n\n`
}
