import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { measuredEffect } from '../evals/measured-effect.ts'
import { checkPrompts, type Problem } from '../prompts/check-prompts.ts'
import { diffAnalyses } from '../prompts/diff-analyses.ts'
import { loadLibrary } from '../prompts/library.ts'
import { writeNewAnalysis } from '../prompts/new-analysis.ts'
import { resolveVersion } from '../tasks/prompt-version.ts'
import { openDatabase } from './open-database.ts'
import { printable } from './print-task.ts'

/** Prints the analyses that there are. */
export async function listPrompts({ json }: { json?: true }): Promise<void> {
  const { analyses } = await loadLibrary(promptsFolder())
  const rows = analyses.map(({ name, title, command, version, hash }) => ({
    name,
    title,
    command,
    version,
    hash,
  }))
  if (json) return console.log(JSON.stringify(rows, null, 2))
  for (const { name, title, command, version, hash } of rows)
    console.log(
      [name.padEnd(20), `v${version}`.padEnd(4), hash.slice(0, 12), (command ?? '—').padEnd(18), title].join(
        '  ',
      ),
    )
}

/** Makes a new analysis; a running bot has it a moment later. */
export async function newPrompt(name: string, { title }: { title?: string }): Promise<void> {
  const target = await writeNewAnalysis(promptsFolder(), name, title ?? null)
  console.log(
    [
      `${target} is written, and works as it stands: /${name}`,
      `- try it:   npx paralegal analyze <document> --analysis ${name}`,
      `- change analysis.yml (variables, questions) and the .txt files (prompts)`,
      '- record:   npx paralegal prompts check --record',
      '- with a real Slack: npx paralegal manifest, and give it to the app',
    ].join('\n'),
  )
}

/** Prints what is wrong with the prompts; 1 where something is. */
export async function checkAllPrompts({ json, record }: { json?: true; record?: true }): Promise<number> {
  const folder = promptsFolder()
  const checked = await checkPrompts(folder, { record: record ?? false })
  const { problems, warnings, recorded } = checked
  if (json) console.log(JSON.stringify(checked, null, 2))
  else {
    const print = (mark: string) => (each: Problem) =>
      console.log(printable(`${join(folder, each.file)}:${each.line}: ${mark}${each.problem}`))
    problems.forEach(print(''))
    warnings.forEach(print('warning: '))
    for (const each of recorded) console.log(`recorded: ${each}`)
    if (problems.length === 0) console.log('The prompts are in order.')
  }
  return problems.length === 0 ? 0 : 1
}

/** Prints what differs between two versions, each as NAME, NAME@number, NAME@hash or NAME@commit, and what evaluations say of it. */
export async function diffPrompts(first: string, second: string): Promise<void> {
  const library = await loadLibrary(promptsFolder())
  await using opened = await openDatabase()
  const find = async ({ name, version }: Wanted) =>
    resolveVersion({ db: opened.db, library }, name, version ?? 'working')
  const before = await find(split(first))
  const after = await find(split(second))
  console.log(printable(diffAnalyses(before, after)))
  if (before.hash === after.hash) return
  const lines = await measuredEffect(opened.db, [before.hash, after.hash])
  console.log('\nMeasured:')
  for (const line of lines) console.log(`- ${line}`)
  if (lines.length === 0)
    console.log(
      `- nothing yet: npx paralegal eval ${after.name} --versions ${after.hash.slice(0, 12)},${before.hash.slice(0, 12)}`,
    )
}

interface Wanted {
  name: string
  version: string | null
}

function split(text: string): Wanted {
  const at = text.indexOf('@')
  return at === -1 ? { name: text, version: null } : { name: text.slice(0, at), version: text.slice(at + 1) }
}

function promptsFolder(): string {
  return readConfig(process.env).promptsFolder
}
