import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { Analysis } from './analysis.ts'
import { listAnalyses } from './library.ts'
import { readAtCommit } from './read-at-commit.ts'
import { readAnalysis } from './read-analysis.ts'

/** In the prompts folder, committed with it: analysis → version number → hash. */
export const versionsFile = 'versions.yml'

const Versions = z.record(z.string(), z.record(z.string(), z.string()))
type Versions = z.infer<typeof Versions>

export interface Problem {
  /** Path in prompts/. */
  file: string
  line: number
  problem: string
}

export interface Checked {
  problems: Problem[]
  warnings: Problem[]
  /** What was written down now: "review-patent 2". */
  recorded: string[]
}

/** Checks every analysis in the folder, and that no text changed under a number that is recorded. */
export async function checkPrompts(folder: string, { record }: { record: boolean }): Promise<Checked> {
  const checked: Checked = { problems: [], warnings: [], recorded: [] }
  const versions = await readVersions(folder)
  const committed = await committedVersions(folder)
  const commands = new Map<string, string>()
  for (const name of await listAnalyses(folder)) {
    const analysis = await load(folder, name, checked.problems)
    if (!analysis) continue
    checked.problems.push(...collisions(analysis), ...doubleCommand(analysis, commands))
    checked.warnings.push(...unusedVariables(analysis))
    const number = String(analysis.version)
    const known = versions[name]?.[number]
    if (known === analysis.hash) continue
    const isFinal = known !== undefined && committed[name]?.[number] !== undefined
    if (record && !isFinal) {
      versions[name] = { ...versions[name], [number]: analysis.hash }
      checked.recorded.push(`${name} ${number}`)
    } else checked.problems.push(await versionProblem(folder, analysis, known))
  }
  if (checked.recorded.length > 0) await writeFile(join(folder, versionsFile), textOf(versions))
  return checked
}

async function load(folder: string, name: string, problems: Problem[]): Promise<Analysis | null> {
  try {
    return await readAnalysis(name, (file) => readFile(join(folder, file), 'utf8'), null)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const [file = '', line] = error.message.split(':')
    const problem = error.userMessage.replace(/^[^\n:]*, line \d+: /, '')
    problems.push({ file, line: Number(line ?? 1), problem })
    return null
  }
}

async function versionProblem(
  folder: string,
  analysis: Analysis,
  known: string | undefined,
): Promise<Problem> {
  const at = { file: `${analysis.name}/analysis.yml`, line: lineOf(analysis, /^version:/) }
  const number = analysis.version
  if (known === undefined)
    return { ...at, problem: `version ${number} is not recorded. Fix: npx paralegal prompts check --record` }
  const files = await changedFiles(folder, analysis, known)
  const which = files.length > 0 ? ` (${files.join(', ')})` : ''
  return {
    ...at,
    problem: `the text${which} or the answer’s schema changed and version is still ${number}. Fix: version: ${number + 1}, then npx paralegal prompts check --record`,
  }
}

async function changedFiles(folder: string, analysis: Analysis, known: string): Promise<string[]> {
  const before = await readAtCommit(folder, analysis.name, 'HEAD').catch(() => null)
  if (before?.hash !== known) return []
  const files = new Set([...Object.keys(before.files), ...Object.keys(analysis.files)])
  return [...files].filter((file) => before.files[file] !== analysis.files[file]).sort()
}

function collisions(analysis: Analysis): Problem[] {
  return analysis.variables
    .filter(({ name }) => ['ideal_output', 'model_output', 'score'].includes(name) || name.startsWith('__'))
    .map(({ name }) => ({
      ...placeOf(analysis, name),
      problem: `the variable “${name}” has the name of a column of data sets. Fix: give it another name`,
    }))
}

function doubleCommand({ name, command }: Analysis, commands: Map<string, string>): Problem[] {
  if (command === null) return []
  const other = commands.get(command)
  commands.set(command, name)
  if (other === undefined) return []
  return [{ file: `${name}/analysis.yml`, line: 1, problem: `${other} has the command ${command} too` }]
}

function unusedVariables(analysis: Analysis): Problem[] {
  const templates = Object.entries(analysis.files).flatMap(([file, text]) =>
    file.endsWith('.txt') ? [text] : [],
  )
  const asked = analysis.subtasks
    .flatMap(({ questions }) => questions)
    .flatMap(({ ask }) => (typeof ask === 'string' ? [] : [ask.variable]))
  return analysis.variables
    .filter(({ name }) => !asked.includes(name))
    .filter(({ name }) => !templates.some((text) => new RegExp(`\\b${name}\\b`).test(text)))
    .map(({ name }) => ({ ...placeOf(analysis, name), problem: `no template uses the variable “${name}”` }))
}

function placeOf(analysis: Analysis, variable: string): Pick<Problem, 'file' | 'line'> {
  const line = lineOf(analysis, new RegExp(`^\\s*- name: ["']?${variable}["']?\\s*$`))
  return { file: `${analysis.name}/analysis.yml`, line }
}

function lineOf({ name, files }: Analysis, pattern: RegExp): number {
  const lines = (files[`${name}/analysis.yml`] ?? '').split('\n')
  return (
    Math.max(
      0,
      lines.findIndex((line) => pattern.test(line)),
    ) + 1
  )
}

async function readVersions(folder: string): Promise<Versions> {
  const text = await readFile(join(folder, versionsFile), 'utf8').catch(() => '')
  return versionsIn(text)
}

// One that was never committed may still be given other texts.
async function committedVersions(folder: string): Promise<Versions> {
  const shown = promisify(execFile)('git', ['show', `HEAD:./${versionsFile}`], { cwd: folder })
  return shown.then(({ stdout }) => versionsIn(stdout)).catch(() => ({}))
}

function versionsIn(text: string): Versions {
  const parsed = Versions.safeParse(parse(text) ?? {})
  if (parsed.success) return parsed.data
  throw new AppError('prompt_invalid', versionsFile, {
    userMessage: `${versionsFile} needs a fix:\n${z.prettifyError(parsed.error)}`,
  })
}

function textOf(versions: Versions): string {
  return `# The hash of every version of an analysis. Written by \`npx paralegal prompts check --record\`.\n${stringify(versions, { lineWidth: 0 })}`
}
