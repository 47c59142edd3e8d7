import { sql } from 'kysely'
import type { Db } from '../db/connect.ts'
import type { Usage } from '../llm/model.ts'
import { splitModelName } from '../llm/model-name.ts'
import { costAt, findPrice } from '../llm/price.ts'
import { estimateTokens } from '../llm/token-estimate.ts'
import { combineName } from '../prompts/analysis.ts'
import type { Analysis } from '../prompts/library.ts'
import { renderPrompt } from '../prompts/render.ts'

/** What calls will take, before the first of them. */
export interface Estimate {
  /** US dollars; null where the model's price is unknown. */
  usd: number | null
  calls: number
  inputTokens: number
  outputTokens: number
}

export interface EstimatedCalls {
  analysis: Analysis
  variables: Record<string, string>
  /** `provider/model` */
  model: string
  /** Calls with the same beginning; of each the first one fills the provider's cache. */
  groups: CallGroup[]
  /** In how many sections the document is read: so many answers has each question. */
  sections: number
  /** The shortest prefix that is cached; null for none. */
  minCachedTokens: number | null
}

export interface CallGroup {
  /** The subtask of each call. */
  subtasks: string[]
  /** Tokens of system text and document. */
  prefix: number
}

/** Output tokens of an answer where fewer than this many have been seen. */
const usualOutput = 1200
const enoughAnswers = 5
/** The latest of them say enough. */
const latestAnswers = 200

/** Reckons what calls about one document will cost: answers are as long as the last ones were. */
export async function estimateCalls(db: Db, of: EstimatedCalls): Promise<Estimate> {
  const { provider, name } = splitModelName(of.model)
  const calls = sum(of.groups.map(({ subtasks }) => subtasks.length))
  if (provider === 'offline') return { usd: 0, calls, inputTokens: 0, outputTokens: 0 }
  const sizes = await sizesOf(db, of)
  const price = await findPrice(db, { provider, model: name, at: new Date() })
  const usages = of.groups.flatMap((group) => usagesOf(group, { sizes, minCachedTokens: of.minCachedTokens }))
  return {
    usd: price ? sum(usages.map((usage) => costAt(price, usage))) : null,
    calls,
    inputTokens: sum(usages.map(({ input, cacheRead, cacheWrite }) => input + cacheRead + cacheWrite)),
    outputTokens: sum(usages.map(({ output }) => output)),
  }
}

interface Size {
  question: number
  output: number
}

function usagesOf(
  { subtasks, prefix }: CallGroup,
  { sizes, minCachedTokens }: { sizes: Map<string, Size>; minCachedTokens: number | null },
): Usage[] {
  const isCached = minCachedTokens !== null && prefix >= minCachedTokens && subtasks.length > 1
  return subtasks.map((subtask, index) => {
    const { question, output } = sizes.get(subtask) ?? { question: 0, output: usualOutput }
    const own = { input: question, output, reasoning: 0, cacheRead: 0, cacheWrite: 0 }
    if (!isCached) return { ...own, input: question + prefix }
    return index === 0 ? { ...own, cacheWrite: prefix } : { ...own, cacheRead: prefix }
  })
}

// The combining prompt holds the parts' answers.
async function sizesOf(
  db: Db,
  { analysis, variables, model, sections }: EstimatedCalls,
): Promise<Map<string, Size>> {
  const { provider } = splitModelName(model)
  const names = [...analysis.subtasks.map(({ name }) => name), ...(analysis.combine ? [combineName] : [])]
  const outputOf = onceEach((template: string) => usualOutputOf(db, model, template))
  const sizes = await Promise.all(
    names.map(async (subtask): Promise<[string, Size]> => {
      const { prompt, template } = renderPrompt(analysis, { subtask, variables, answers: [] })
      const question = estimateTokens(provider, prompt)
      return [subtask, { question, output: await outputOf(template) }]
    }),
  )
  const answers =
    sections * sum(sizes.flatMap(([name, { output }]) => (name === combineName ? [] : [output])))
  return new Map(
    sizes.map(([name, size]) => [
      name,
      name === combineName ? { ...size, question: size.question + answers } : size,
    ]),
  )
}

// Many parts share a template.
function onceEach<T>(work: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const results = new Map<string, Promise<T>>()
  return async (key) => {
    const result = results.get(key) ?? work(key)
    results.set(key, result)
    return result
  }
}

async function usualOutputOf(db: Db, model: string, template: string): Promise<number> {
  const { provider, name } = splitModelName(model)
  const row = await db
    .selectFrom((from) =>
      from
        .selectFrom('generation')
        .select('output_tokens')
        .where('provider', '=', provider)
        .where('model_requested', '=', name)
        .where('template', '=', template)
        .where('state', '=', 'done')
        .where('created_at', '>', sql<Date>`now() - interval '30 days'`)
        .orderBy('created_at', 'desc')
        .limit(latestAnswers)
        .as('latest'),
    )
    .select([
      sql<string>`count(*)`.as('answers'),
      sql<number | null>`percentile_disc(0.9) within group (order by output_tokens)`.as('most'),
    ])
    .executeTakeFirst()
  return row && Number(row.answers) >= enoughAnswers ? (row.most ?? usualOutput) : usualOutput
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
