import { randomUUID } from 'node:crypto'
import { readConfig } from '../../src/config.ts'
import { createAnthropicModel, defaultAnthropicModel } from '../../src/llm/anthropic.ts'
import type { Model, ModelReply, ModelRequest, ReportedLimits } from '../../src/llm/model.ts'
import { createOpenAIModel, defaultOpenAIModel } from '../../src/llm/openai.ts'
import { parseAnswer } from '../../src/llm/read-answer.ts'

/**
 * What nobody could check without an account: whether the real providers do what the code relies on. For whoever has
 * keys: `npm run smoke:live`. Prints numbers and names, never texts or keys. 0: all as expected, 1: something is not, 2: no key.
 */
const config = readConfig(process.env)
const models = [
  ...(config.anthropic ? [createAnthropicModel({ ...config.anthropic, model: defaultAnthropicModel })] : []),
  ...(config.openai ? [createOpenAIModel({ ...config.openai, model: defaultOpenAIModel })] : []),
]
if (models.length === 0) {
  console.log('Set ANTHROPIC_API_KEY or OPENAI_API_KEY. A run costs less than five cents.')
  process.exit(2)
}

let differs = 0
for (const model of models) {
  console.log(`\n${model.provider}/${model.name}`)
  await check(model)
}
console.log(differs === 0 ? '\nAll as expected.' : `\n${differs} not as expected.`)
process.exit(differs === 0 ? 0 : 1)

async function check(model: Model): Promise<void> {
  const capabilities = await model.capabilities()
  say('capabilities', capabilities.maxInputTokens !== null, JSON.stringify(capabilities))
  const request = newRequest()
  const signal = AbortSignal.timeout(120_000)
  const counted = await model.countTokens(request, signal)

  const heard: ReportedLimits[] = []
  let begunMs = 0
  const startedAt = performance.now()
  const first = await model.generate(request, {
    signal,
    onStart: () => (begunMs = performance.now() - startedAt),
    onLimits: (limits) => heard.push(limits),
  })
  say('an answer in the form asked for', isReadable(first), first.finishReason)
  say(
    'its beginning is heard before its first word',
    begunMs > 0 && begunMs <= (first.msToFirstToken ?? 0) + 1,
    `${Math.round(begunMs)} and ${first.msToFirstToken} ms`,
  )
  say('a request id', first.requestId !== null, first.requestId === null ? 'none' : 'there')
  const [limits] = heard
  say('limits in the headers', Boolean(limits?.requests && limits.input), JSON.stringify(limits ?? null))
  const sent = first.usage.input + first.usage.cacheWrite + first.usage.cacheRead
  say(
    'tokens counted beforehand are those charged, within a tenth and the question',
    near(counted, sent),
    `${counted} and ${sent}`,
  )
  say('the beginning was written to the cache', first.usage.cacheWrite > 0, JSON.stringify(first.usage))

  const second = await model.generate({ ...request, prompt: 'Which court decides?' }, { signal })
  say('another question reads it there', second.usage.cacheRead > 0, JSON.stringify(second.usage))
  const other = await model.generate({ ...request, system: `${request.system} Be brief.` }, { signal })
  say('another system text does not', other.usage.cacheRead === 0, JSON.stringify(other.usage))
  const repaired = await model.generate(
    { ...request, repair: { answer: '{"answer": "', problem: 'Your answer was cut off. Answer again.' } },
    { signal },
  )
  say(
    'a question asked again after a useless answer is understood',
    isReadable(repaired),
    repaired.finishReason,
  )
}

function say(what: string, isExpected: boolean, seen: string): void {
  if (!isExpected) differs++
  console.log(`  ${isExpected ? 'ok     ' : 'DIFFERS'}  ${what}: ${seen}`)
}

function isReadable(reply: ModelReply): boolean {
  try {
    return reply.finishReason === 'complete' && parseAnswer(reply.text).answer !== ''
  } catch {
    return false
  }
}

function near(counted: number | null, sent: number): boolean {
  return counted !== null && Math.abs(sent - counted) <= counted * 0.1 + 800
}

// A little more than the shortest beginning that is cached, and never seen before.
function newRequest(): ModelRequest {
  const clause = (_: unknown, index: number) =>
    `${index + 1}. Lot ${index + 1} (${randomUUID()}) is delivered within thirty days of each order, carriage paid.`
  const text = `SUPPLY AGREEMENT\n${Array.from({ length: 60 }, clause).join('\n')}\n61. The laws of England govern.`
  return {
    system: 'You review contracts for lawyers. Answer in one sentence, with at most one finding.',
    document: {
      title: 'agreement.txt',
      content: { kind: 'text', text, pages: [], paged: false, headings: [] },
      file: null,
    },
    prompt: 'Which law governs?',
    questions: [],
    answers: null,
    repair: null,
    sharesPrefix: true,
    maxOutputTokens: 2000,
  }
}
