import { randomUUID } from 'node:crypto'
import Anthropic from '@anthropic-ai/sdk'
import { readConfig } from '../src/config.ts'
import { connect } from '../src/db/connect.ts'
import { anthropicRequest } from '../src/llm/anthropic-request.ts'
import { askModel } from '../src/llm/ask-model.ts'
import { chooseModel } from '../src/llm/choose-model.ts'
import { createGovernor } from '../src/llm/governor.ts'
import type { ModelRequest } from '../src/llm/model.ts'
import { createPrefixGate } from '../src/llm/prefix-gate.ts'

// One of several processes that call a model at the same time: `way calls tokens`; prints how many calls failed.
const [way, calls = '0', tokens = '0'] = process.argv.slice(2)
const config = readConfig(process.env)
const { chosen: model } = chooseModel(config)
const signal = new AbortController().signal

const ask = way === 'governor' ? withGovernor() : withRetries()
const failed = await Promise.all(Array.from({ length: Number(calls) }, () => ask(newRequest())))
console.log(failed.filter(Boolean).length)
process.exit()

// True where a call failed for good.
type Ask = (request: ModelRequest) => Promise<boolean>

function withGovernor(): Ask {
  const db = connect(config.databaseUrl ?? '')
  const deps = { governor: createGovernor(db), gate: createPrefixGate(db) }
  return async (request) => {
    const question = { model, request, template: 'bench', prefixTokens: null, priority: 1, timeoutMs: 60_000 }
    const { reply } = await askModel(deps, { ...question, callId: randomUUID() }, signal)
    return reply?.finishReason !== 'complete'
  }
}

function withRetries(): Ask {
  const { apiKey = '', baseUrl = null } = config.anthropic ?? {}
  const client = new Anthropic({ apiKey, baseURL: baseUrl, maxRetries: 10, logLevel: 'off' })
  return async (request) =>
    client.messages
      .stream(anthropicRequest(model.name, request))
      .finalMessage()
      .then(
        () => false,
        () => true,
      )
}

function newRequest(): ModelRequest {
  const content = { kind: 'text' as const, text: '', pages: [], paged: false, headings: [], warnings: [] }
  return {
    system: 'Count.',
    document: { title: 'a', content, file: null, pictures: [] },
    // The form of the answer and the rest of a request are some 430 tokens of the fake's.
    prompt: randomUUID().repeat(Math.ceil((Number(tokens) - 430) / 9)),
    questions: [],
    answers: null,
    repair: null,
    sharesPrefix: false,
    effort: null,
    maxOutputTokens: 500,
  }
}
