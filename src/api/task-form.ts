import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { Library } from '../prompts/library.ts'
import type { TaskRequest } from '../tasks/start-task.ts'
import { checkVariables } from '../prompts/check-variables.ts'
import { refused } from './refused.ts'

export const maxFileBytes = 50 * 1024 * 1024
const maxVariablesLength = 64 * 1024

// PostgreSQL keeps neither NUL nor half a surrogate pair in a text.
const Text = z.string().refine((text) => text.isWellFormed() && !text.includes('\0'))
const Variables = z.record(Text, Text)

const TaskForm = z.strictObject({
  file: z.instanceof(File, { error: 'Send the document as the file field `file`.' }),
  analysis: z.string({ error: 'Say in the field `analysis` which one is wanted.' }),
  variables: z
    .string({ error: '`variables` is a text field that holds JSON.' })
    .max(maxVariablesLength, 'All variables together may have at most 64 KB.')
    .default('{}'),
  lane: z
    .enum(['batch', 'person'], { error: '`lane` is batch, or person where a person waits for it.' })
    .default('batch'),
  variations: z
    .string()
    .regex(/^[1-9]$/, '`variations` is a number from 1 to 9.')
    .transform(Number)
    .optional(),
})

type Asked = Pick<TaskRequest, 'analysis' | 'variables' | 'source' | 'lane' | 'variations'>

/** What a form asks for; everything that is wrong with its fields is said at once. */
export async function readTaskForm(form: FormData, library: Library): Promise<Asked> {
  const names = [...form.keys()]
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    throw refused(`The field \`${twice}\` is there more than once; a task has one document.`)
  const fields = TaskForm.safeParse(Object.fromEntries(form))
  if (!fields.success) throw refused(fields.error.issues.map(sentenceOf).join(' '))
  const { file, lane, variations } = fields.data
  const analysis = library.find(fields.data.analysis)
  if (!analysis) {
    const known = library.offered.map(({ name }) => name).join(', ')
    throw refused(`There is no analysis ${fields.data.analysis}. There is: ${known}.`)
  }
  const variables = parseVariables(fields.data.variables)
  checkVariables(analysis, variables)
  return {
    analysis: analysis.name,
    variables,
    source: { kind: 'bytes', bytes: await readBytes(file), fileName: nameOf(file) },
    lane,
    ...(variations === undefined ? {} : { variations }),
  }
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return issue.message
  return `There is no field ${issue.keys.join(', ')}. There is: ${Object.keys(TaskForm.shape).join(', ')}.`
}

function parseVariables(text: string): Record<string, string> {
  const explained = 'is a JSON object of texts, for example {"parties":"Acme, we are Acme"}'
  try {
    return Variables.parse(JSON.parse(text))
  } catch (error) {
    throw refused(`\`variables\` ${explained}.`, error)
  }
}

async function readBytes(file: File): Promise<Uint8Array> {
  if (file.size > maxFileBytes) throw tooLarge()
  if (file.size === 0) {
    throw new AppError('document_empty', 'empty upload', {
      userMessage: 'The file is empty: nothing arrived of the document.',
    })
  }
  return new Uint8Array(await file.arrayBuffer())
}

export function tooLarge(): AppError {
  return new AppError('document_too_large', `upload over ${maxFileBytes} bytes`, {
    userMessage: 'The file is larger than 50 MB, the most that is read.',
  })
}

/** The last part of the name, as a log or a terminal can show it. */
function nameOf(file: File): string {
  const name = file.name.split(/[\\/]/).at(-1) ?? ''
  return (
    name
      .replace(/\p{Cc}/gu, '')
      .slice(0, 255)
      .toWellFormed() || 'document'
  )
}
