import { structuredPatch } from 'diff'
import type { PromptLogView } from '../db/llm-tables.ts'
import { callFacts, readableAnswer } from './call-text.ts'
import { findCall } from './find-call.ts'
import { openDatabase } from './open-database.ts'
import { printable } from './print-task.ts'

/** Prints what differs between two calls: their facts, their prompts line by line, their answers. */
export async function diffCalls(first: string, second: string): Promise<void> {
  await using opened = await openDatabase()
  const [before, after] = [await findCall(opened.db, first), await findCall(opened.db, second)]
  console.log(printable(diffText(before, after)))
}

export function diffText(before: PromptLogView, after: PromptLogView): string {
  return [
    factsDiff(before, after),
    `--- prompt ---\n${textDiff(before.prompt, after.prompt)}`,
    `--- answer ---\n${textDiff(readableAnswer(before), readableAnswer(after))}`,
  ].join('\n\n')
}

function factsDiff(before: PromptLogView, after: PromptLogView): string {
  const [first, second] = [factsOf(before), factsOf(after)]
  return [...new Set([...first.keys(), ...second.keys()])]
    .filter((name) => first.get(name) !== second.get(name))
    .map(
      (name) => `${name.padEnd(11)} - ${first.get(name) ?? ''}\n${''.padEnd(11)} + ${second.get(name) ?? ''}`,
    )
    .join('\n')
}

function factsOf(row: PromptLogView): Map<string, string> {
  const prompt = `${row.template} v${row.prompt_version} (${row.prompt_hash.slice(0, 12)})`
  return new Map([...callFacts(row), ['prompt', prompt]])
}

function textDiff(before: string, after: string): string {
  if (before === after) return 'the same'
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 2 })
  return hunks.map(({ oldStart, lines }) => [`@ line ${oldStart}`, ...lines].join('\n')).join('\n')
}
