import { defaultAnthropicModel } from '../../src/llm/anthropic.ts'
import { defaultOpenAIModel } from '../../src/llm/openai.ts'
import { anthropicPoints } from './anthropic-points.ts'
import { openaiPoints } from './openai-points.ts'
import { lookAt, type Point } from './point.ts'

// What we believe of the vendors' APIs, looked at with real keys. It costs some cents.

const vendors = [
  {
    name: 'Anthropic',
    variable: 'ANTHROPIC_API_KEY',
    baseVariable: 'ANTHROPIC_BASE_URL',
    model: defaultAnthropicModel,
    // Four calls of about 1,500 tokens with 300 of answer, one that is next to nothing; $2 in (2.50 to the cache), $10 out.
    maxUsd: 0.028,
    points: anthropicPoints,
  },
  {
    name: 'OpenAI',
    variable: 'OPENAI_API_KEY',
    baseVariable: 'OPENAI_BASE_URL',
    model: defaultOpenAIModel,
    // Five calls of about 2,000 tokens with 300 of answer, one without; $1 in (1.25 to the cache), $5 out.
    maxUsd: 0.022,
    points: openaiPoints,
  },
]

const withKeys = vendors.filter(({ variable }) => process.env[variable])
if (withKeys.length === 0) {
  console.log(
    'Set ANTHROPIC_API_KEY, OPENAI_API_KEY or both; ANTHROPIC_BASE_URL and OPENAI_BASE_URL are optional.',
  )
  process.exit(2)
}
for (const { name, model, maxUsd } of withKeys)
  console.log(`${name}, ${model}: this run costs at most $${maxUsd.toFixed(3)} at list prices.`)

let isGood = true
for (const { name, variable, baseVariable, points } of vendors) {
  const apiKey = process.env[variable]
  if (apiKey) {
    const looked: Point[] = points({ apiKey, baseUrl: process.env[baseVariable] || null })
    isGood = (await lookAt(name, looked)) && isGood
  } else console.log(`not checked  ${name}: set ${variable}`)
}
console.log(
  isGood ? 'All that the program relies on was seen.' : 'Something that the program relies on was not seen.',
)
process.exit(isGood ? 0 : 1)
