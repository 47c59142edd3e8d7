import { execFile } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { AnalysisFile, isOffered, type Analysis, type OfferedAnalysis } from './analysis.ts'
import { unknownAskedVariable } from './asked-questions.ts'
import { checkTemplates, hashAnalysis } from './template-closure.ts'

export type { Analysis, OfferedAnalysis, Subtask, Variable } from './analysis.ts'

const sharedFolder = 'shared'

export interface Library {
  folder: string
  analyses: Analysis[]
  /** Those of them that people can choose. */
  offered: OfferedAnalysis[]
  find(name: string): Analysis | undefined
  /** Throws `prompt_invalid` where there is none. */
  get(name: string): Analysis
  /** The commit of the prompts folder; null where git does not know it. */
  gitCommit: string | null
}

/** Reads and checks every analysis in the folder. Throws `prompt_invalid` naming file, place and fix. */
export async function loadLibrary(folder: string): Promise<Library> {
  const names = await listAnalyses(folder)
  const analyses: Analysis[] = []
  for (const name of names) analyses.push(await loadAnalysis(folder, name))
  rejectDoubles(folder, analyses)
  const find = (name: string) => analyses.find((analysis) => analysis.name === name)
  return {
    folder,
    analyses,
    offered: analyses.filter(isOffered),
    find,
    get(name) {
      const analysis = find(name)
      if (analysis) return analysis
      throw invalid(
        `no analysis ${name}`,
        `There is no analysis ${name} in ${folder}. There is: ${names.join(', ')}.`,
      )
    },
    gitCommit: await readCommit(folder),
  }
}

async function listAnalyses(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw invalid(`cannot read ${folder}`, `The prompts folder ${folder} cannot be read.`, error)
  })
  const names: string[] = []
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name === sharedFolder) continue
    if (await stat(join(folder, entry.name, 'analysis.yml')).catch(() => null)) names.push(entry.name)
  }
  if (names.length > 0) return names.sort()
  throw invalid(
    `no analysis in ${folder}`,
    `${folder} holds no analysis: a folder with an analysis.yml in it.`,
  )
}

async function loadAnalysis(folder: string, name: string): Promise<Analysis> {
  const file = `${name}/analysis.yml`
  const text = await readFile(join(folder, file), 'utf8')
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
  const templates = await checkTemplates(folder, name, parsed.data)
  return { ...parsed.data, name, hash: hashAnalysis(text, templates) }
}

function rejectDoubles(folder: string, analyses: Analysis[]): void {
  const commands = analyses.flatMap(({ command }) => command ?? [])
  const double = commands.find((command, index) => commands.indexOf(command) !== index)
  if (double)
    throw invalid(`two analyses for ${double}`, `Two analyses in ${folder} have the command ${double}.`)
}

// Git is the store of prompts, but a copy without git (an image, a package) works too.
async function readCommit(folder: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['log', '-1', '--format=%H', '--', '.'], {
      cwd: folder,
    })
    return /^[0-9a-f]{40,64}$/.test(stdout.trim()) ? stdout.trim() : null
  } catch {
    return null
  }
}

function invalid(message: string, userMessage: string, cause?: unknown): AppError {
  return new AppError('prompt_invalid', message, { userMessage, cause })
}
