import { execFile } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isOffered, type Analysis, type OfferedAnalysis } from './analysis.ts'
import { invalid, readAnalysis } from './read-analysis.ts'

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
  const gitCommit = await readCommit(folder)
  const read = (file: string) => readFile(join(folder, file), 'utf8')
  for (const name of names) analyses.push(await readAnalysis(name, read, gitCommit))
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
    gitCommit,
  }
}

/** The names of the analyses in the folder. Throws `prompt_invalid` where there is none. */
export async function listAnalyses(folder: string): Promise<string[]> {
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
