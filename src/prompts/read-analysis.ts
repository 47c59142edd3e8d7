import { parseDocument } from 'yaml'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { AnalysisFile, type Analysis } from './analysis.ts'
import { unknownAskedVariable } from './asked-questions.ts'
import { checkTemplates, hashAnalysis, type ReadText } from './template-closure.ts'

/**
 * An analysis with all texts it reaches, from a folder, a commit or the database. Throws `prompt_invalid` naming file, place
 * and fix.
 */
export async function readAnalysis(
  name: string,
  read: ReadText,
  gitCommit: string | null,
): Promise<Analysis> {
  const file = `${name}/analysis.yml`
  const text = await read(file)
  const yaml = parseDocument(text)
  const [mistake] = yaml.errors
  if (mistake) {
    const line = mistake.linePos?.[0].line ?? 1
    throw invalid(`${file}:${line}`, `${file}, line ${line}: ${mistake.message.split('\n')[0]}`, mistake)
  }
  const parsed = AnalysisFile.safeParse(yaml.toJS())
  if (!parsed.success)
    throw invalid(file, `${file} needs a fix:\n${z.prettifyError(parsed.error)}`, parsed.error)
  const unknown = unknownAskedVariable(parsed.data)
  if (unknown !== undefined)
    throw invalid(file, `${file}: a question asks for the variable “${unknown}”, which is not one of it.`)
  const templates = await checkTemplates(read, name, parsed.data)
  const files = { [file]: text, ...Object.fromEntries(templates) }
  return { ...parsed.data, name, hash: hashAnalysis(text, templates), files, gitCommit }
}

/** Reads from texts that are kept already. */
export function fromTexts(files: Record<string, string>): ReadText {
  return async (file) => {
    const text = files[file]
    if (text !== undefined) return text
    throw new Error(`${file} is not among the texts`)
  }
}

export function invalid(message: string, userMessage: string, cause?: unknown): AppError {
  return new AppError('prompt_invalid', message, { userMessage, cause })
}
