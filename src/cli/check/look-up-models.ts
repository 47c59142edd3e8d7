import { z } from 'zod'
import type { Config } from '../../config.ts'
import { chooseModel } from '../../llm/choose-model.ts'
import { modelName, splitModelName } from '../../llm/model-name.ts'
import type { Capabilities } from '../../llm/model.ts'
import { AppError } from '../../errors.ts'
import { loadLibrary } from '../../prompts/library.ts'
import { reach, type Reached } from './network.ts'

export interface ModelLookUp {
  /** `provider/model`. */
  name: string
  /** Where it is named: the default, PARALEGAL_FALLBACK_MODEL, an analysis. */
  uses: string[]
  /** What its vendor says; null for the offline model, or where no key is set. */
  told: Reached | null
  /** The other models that the key may use, where this one is not among them. */
  others: string[]
  capabilities: Capabilities | null
  /** Whether the vendor says that it keeps to a form; null where it does not say. */
  takesForm: boolean | null
}

/** All models that this installation may ask, each looked up at its vendor. No tokens are used. */
export async function lookUpModels(config: Config, signal: AbortSignal): Promise<ModelLookUp[]> {
  const uses = await modelsInUse(config)
  return Promise.all(
    [...uses].map(async ([name, places]) => ({
      name,
      uses: places,
      ...(await lookUp(config, name, signal)),
    })),
  )
}

async function modelsInUse(config: Config): Promise<Map<string, string[]>> {
  const uses = new Map<string, string[]>()
  const note = (name: string | null, place: string) => {
    if (name !== null) uses.set(name, [...(uses.get(name) ?? []), place])
  }
  note(chosenName(config), config.model ? 'PARALEGAL_MODEL' : 'the default')
  note(config.fallbackModel, 'PARALEGAL_FALLBACK_MODEL')
  const library = await loadLibrary(config.promptsFolder).catch(() => null)
  for (const { name, model, fallback, ballot, variants } of library?.analyses ?? []) {
    note(model, `prompts/${name}`)
    for (const variant of variants) note(variant.model, `prompts/${name}, variant ${variant.name}`)
    note(fallback, `the fallback of prompts/${name}`)
    if (ballot.judge !== 'none') note(ballot.judge_model, `the judge of prompts/${name}`)
  }
  return uses
}

function chosenName(config: Config): string {
  try {
    return modelName(chooseModel({ ...config, fallbackModel: null }).chosen)
  } catch (error) {
    // It has no key here, which its own check says.
    if (error instanceof AppError && config.model !== null) return config.model
    throw error
  }
}

type Told = Pick<ModelLookUp, 'told' | 'others' | 'capabilities' | 'takesForm'>

const nothingTold: Told = { told: null, others: [], capabilities: null, takesForm: null }

async function lookUp(config: Config, name: string, signal: AbortSignal): Promise<Told> {
  const { provider, name: model } = splitModelName(name)
  const vendor = vendorOf(config, provider)
  if (!vendor) return nothingTold
  const ask = async (path: string) =>
    reach(`${vendor.baseUrl.replace(/\/+$/, '')}/models${path}`, {
      source: vendor.title,
      headers: vendor.headers,
      signal,
    })
  const told = await ask(`/${encodeURIComponent(model)}`)
  if (!told.answered || told.status >= 500) return { ...nothingTold, told }
  if (told.status === 404) return { ...nothingTold, told, others: await listed(ask) }
  if (told.status !== 200) return { ...nothingTold, told }
  const takesForm = formOf(told.body)
  if (takesForm === false) return { ...nothingTold, told, takesForm }
  const capabilities = await chooseModel({
    ...config,
    model: name,
    fallbackModel: null,
  }).chosen.capabilities()
  return { told, others: [], capabilities, takesForm }
}

function vendorOf({ anthropic, openai }: Config, provider: string) {
  if (provider === 'anthropic' && anthropic)
    return {
      title: 'Anthropic',
      baseUrl: `${(anthropic.baseUrl ?? 'https://api.anthropic.com').replace(/\/+$/, '')}/v1`,
      headers: { 'x-api-key': anthropic.apiKey, 'anthropic-version': '2023-06-01' },
    }
  if (provider === 'openai' && openai)
    return {
      title: openai.baseUrl === null ? 'OpenAI' : 'the server at OPENAI_BASE_URL',
      baseUrl: openai.baseUrl ?? 'https://api.openai.com/v1',
      headers: { authorization: `Bearer ${openai.apiKey}` },
    }
  return null
}

const List = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) })

async function listed(ask: (path: string) => Promise<Reached>): Promise<string[]> {
  const answer = await ask('')
  const list = List.safeParse(answer.answered ? answer.body : null)
  return list.success ? list.data.data.map(({ id }) => id) : []
}

const Told = z.looseObject({
  capabilities: z.looseObject({ structured_outputs: z.looseObject({ supported: z.boolean() }) }),
})

function formOf(body: unknown): boolean | null {
  const told = Told.safeParse(body)
  return told.success ? told.data.capabilities.structured_outputs.supported : null
}
