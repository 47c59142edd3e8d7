import { splitModelName } from '../../llm/model-name.ts'
import { findPrice } from '../../llm/price.ts'
import type { CheckContext } from './context.ts'
import type { ModelLookUp } from './look-up-models.ts'
import { failed, ok, skipped, warning, type Outcome } from './outcome.ts'

/** Each model that may be asked: key, name, and what it can do. */
export async function checkModels(context: CheckContext): Promise<Outcome[]> {
  if (context.settings.isBroken(/^(?:ANTHROPIC|OPENAI)_|_MODEL$/))
    return [skipped('a variable about models is wrong', 'Correct it, then check again.')]
  return (await context.models()).map((model) => ({ ...outcomeOf(model), of: model.name }))
}

/** Whether what a model costs is known: where it is not, budgets refuse it. */
export async function checkPrices(context: CheckContext): Promise<Outcome[]> {
  const { config } = context.settings
  const names = (await context.models())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('offline/'))
  if (names.length === 0) return [ok('the offline model costs nothing')]
  const { db } = await context.database()
  const outcomes: Outcome[] = []
  for (const name of names) {
    const { provider, name: model } = splitModelName(name)
    const price = await findPrice(db, { provider, model, at: new Date() })
    const limits = Object.values(config.budgets).some((limit) => limit !== null)
    const fix = `npx paralegal prices set ${name} --input … --output …`
    const outcome = price
      ? ok(`$${Number(price.input)} and $${Number(price.output)} per million tokens (${price.source})`)
      : limits
        ? failed('no price is known, so every budget refuses it', fix)
        : warning('no price is known: costs are shown as unknown', fix)
    outcomes.push({ ...outcome, of: name })
  }
  return outcomes
}

function outcomeOf({ name, uses, told, others, capabilities, takesForm }: ModelLookUp): Outcome {
  const used = `used by ${uses.join(', ')}`
  if (name.startsWith('offline/')) return ok(`extractive, without a language model; ${used}`)
  const variable = name.startsWith('anthropic/') ? 'ANTHROPIC_API_KEY' : 'OPENAI_API_KEY'
  if (told === null)
    return failed(`there is no key for it; ${used}`, `Set ${variable}, or name another model.`)
  if (!told.answered)
    return failed(
      `${told.why}; ${used}`,
      `Check ${variable.replace('API_KEY', 'BASE_URL')} and the way out of this network.`,
    )
  if (told.status === 401 || told.status === 403)
    return failed(
      `the key is refused (status ${told.status})`,
      `Set a valid ${variable} of an account that may use this model.`,
    )
  if (told.status === 404)
    return failed('its vendor has no model of this name for this key', insteadOf(others))
  if (told.status !== 200)
    return warning(
      `its vendor answers with status ${told.status}`,
      'Check again later; look at the status page of the vendor.',
    )
  if (takesForm === false)
    return failed('it cannot keep to the form of an answer (structured outputs)', 'Name a newer model.')
  return ok(`${abilities(capabilities)}; ${used}`)
}

function insteadOf(others: string[]): string {
  if (others.length === 0) return 'Name another model.'
  const shown = others.slice(0, 12).join(', ')
  return `There is: ${shown}${others.length > 12 ? ', …' : ''}.`
}

function abilities(capabilities: ModelLookUp['capabilities']): string {
  if (!capabilities) return 'it answers'
  const { maxInputTokens, readsPdf, readsImages } = capabilities
  const window =
    maxInputTokens === null
      ? 'its window is not known'
      : `reads ${maxInputTokens.toLocaleString('en')} tokens`
  return [
    window,
    readsPdf ? 'PDF' : 'no PDF',
    readsImages ? 'pictures' : 'no pictures (scans go to OCR)',
  ].join(', ')
}
