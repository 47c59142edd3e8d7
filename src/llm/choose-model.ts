import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { createAnthropicModel, defaultAnthropicModel } from './anthropic.ts'
import { splitModelName } from './model-name.ts'
import type { Model } from './model.ts'
import { createOfflineModel, offlineModelName } from './offline/offline-model.ts'
import { createOpenAIModel, defaultOpenAIModel } from './openai.ts'

export interface Models {
  /** The one that new tasks go to. */
  chosen: Model
  /** Why this one, in words for the operator. */
  reason: string
  /** Asked while the chosen one is overloaded; null for none. */
  fallback: Model | null
  /** The model named `provider/model`. Throws `model_unavailable` where this process has no key for it. */
  get(name: string): Model
}

/** Picks the model: the one named in PARALEGAL_MODEL, else the first vendor with a key, else the offline one. */
export function chooseModel(
  config: Pick<Config, 'anthropic' | 'openai' | 'model' | 'fallbackModel'>,
): Models {
  const { name, reason } = choose(config)
  const known = new Map<string, Model>()
  const get = (wanted: string) => {
    const model = known.get(wanted) ?? createModel(config, wanted)
    known.set(wanted, model)
    return model
  }
  const fallback = config.fallbackModel === null ? null : get(config.fallbackModel)
  return { chosen: get(name), reason, fallback, get }
}

function choose(config: Pick<Config, 'anthropic' | 'openai' | 'model'>): { name: string; reason: string } {
  if (config.model) return { name: config.model, reason: 'PARALEGAL_MODEL names it' }
  if (config.anthropic)
    return { name: `anthropic/${defaultAnthropicModel}`, reason: 'ANTHROPIC_API_KEY is set' }
  if (config.openai) {
    const reason = config.openai.apiKey === 'none' ? 'OPENAI_BASE_URL is set' : 'OPENAI_API_KEY is set'
    return { name: `openai/${defaultOpenAIModel}`, reason }
  }
  return {
    name: `offline/${offlineModelName}`,
    reason: 'neither ANTHROPIC_API_KEY nor OPENAI_API_KEY is set',
  }
}

function createModel(config: Pick<Config, 'anthropic' | 'openai'>, name: string): Model {
  const { provider, name: model } = splitModelName(name)
  if (provider === 'offline') return createOfflineModel()
  if (provider === 'anthropic' && config.anthropic)
    return createAnthropicModel({ ...config.anthropic, model })
  if (provider === 'openai' && config.openai) return createOpenAIModel({ ...config.openai, model })
  const variable = provider === 'anthropic' ? 'ANTHROPIC_API_KEY' : 'OPENAI_API_KEY (or OPENAI_BASE_URL)'
  // Another process on the same database may have the key: the queue asks again.
  throw new AppError('model_unavailable', `no key for ${name}`, {
    userMessage: `The model ${name} needs ${variable}, which is not set.`,
    retryable: true,
  })
}
