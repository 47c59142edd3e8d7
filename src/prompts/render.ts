import { posix } from 'node:path'
import nunjucks from 'nunjucks'
import { AppError } from '../errors.ts'
import type { PartAnswer } from '../llm/model.ts'
import { combineName } from './analysis.ts'
import { askedQuestions } from './asked-questions.ts'
import type { Analysis } from './library.ts'
import { systemTemplate } from './template-closure.ts'

/** What a template's `{{ contract_content }}` becomes: the document itself stands first in every request. */
const documentPointer = 'the document above'

export interface RenderedPrompt {
  /** The same for all subtasks of all tasks of an analysis. */
  system: string
  prompt: string
  /** Path in prompts/. */
  template: string
  version: number
  hash: string
}

export interface RenderOptions {
  /** Name of the subtask; `combine` for the one that reads the others' answers. */
  subtask: string
  /** The parts' answers, for the combining one. */
  answers?: PartAnswer[]
  /** Which of the analysis' variants, by name; its wording ends the prompt. Null or missing for none. */
  variant?: string | null
  /** Values of the analysis' variables; missing ones are empty. */
  variables: Record<string, string>
}

/** Fills a subtask's template. Values are data: nothing in them is read as template. Throws `prompt_invalid`. */
export function renderPrompt(analysis: Analysis, options: RenderOptions): RenderedPrompt {
  const subtask = findSubtask(analysis, options.subtask)
  if (!subtask) {
    throw new AppError('prompt_invalid', `${analysis.name} has no subtask ${options.subtask}`, {
      userMessage: `The analysis ${analysis.title} was changed while this task ran, and its part “${options.subtask}” is gone. Please start it again.`,
    })
  }
  const environment = environmentOf(analysis)
  const values = Object.fromEntries(
    analysis.variables.map((variable) => [
      variable.name,
      variable.type === 'document' ? documentPointer : (options.variables[variable.name] ?? ''),
    ]),
  )
  const template = `${analysis.name}/${subtask.template}`
  const context = {
    ...values,
    questions: askedQuestions(subtask, options.variables),
    subtask: subtask.title,
    analysis: analysis.title,
    answers: options.answers ?? [],
  }
  return {
    system: render(environment, systemTemplate, {
      ...emptied(values),
      questions: [],
      subtask: '',
      analysis: analysis.title,
    }),
    prompt: [template, ...wordingOf(analysis, options.variant)]
      .map((file) => render(environment, file, context))
      .join('\n\n'),
    template,
    version: analysis.version,
    hash: analysis.hash,
  }
}

// Of a variant that the analysis has no more, nothing is left to say.
function wordingOf({ name, variants }: Analysis, wanted: string | null | undefined): string[] {
  const wording = variants.find((variant) => variant.name === wanted)?.wording
  return wording ? [`${name}/${wording}`] : []
}

// The parts of a task are rendered at the same moment; compiling the templates for each took longer than all the rest.
const environments = new WeakMap<Analysis, nunjucks.Environment>()

function environmentOf(analysis: Analysis): nunjucks.Environment {
  const known = environments.get(analysis)
  if (known) return known
  const environment = new nunjucks.Environment(new Texts(analysis.files), {
    autoescape: false,
    throwOnUndefined: true,
    trimBlocks: true,
    lstripBlocks: true,
  })
  environments.set(analysis, environment)
  return environment
}

// Only the texts that the hash is over: what is asked and what is logged cannot differ.
class Texts extends nunjucks.Loader {
  readonly #files: Record<string, string>

  constructor(files: Record<string, string>) {
    super()
    this.#files = files
  }

  getSource(name: string): nunjucks.LoaderSource {
    const src = this.#files[posix.normalize(name)]
    if (src === undefined) throw new Error(`template not found: ${name}`)
    return { src, path: name, noCache: false }
  }
}

function findSubtask(analysis: Analysis, name: string) {
  if (name === combineName && analysis.combine) return { ...analysis.combine, questions: [] }
  return analysis.subtasks.find((each) => each.name === name)
}

// The system prompt must not differ between subtasks and people: the vendors cache it together with the document.
function emptied(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.keys(values).map((name) => [name, '']))
}

function render(environment: nunjucks.Environment, file: string, context: object): string {
  try {
    return environment.render(file, context).trim()
  } catch (error) {
    throw new AppError('prompt_invalid', `${file} does not render`, {
      userMessage: `The prompt ${file} could not be filled in. The operator finds the line in the log.`,
      cause: error,
    })
  }
}
