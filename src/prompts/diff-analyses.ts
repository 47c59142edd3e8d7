import { createTwoFilesPatch } from 'diff'
import type { Analysis } from './analysis.ts'

/** The texts that differ as a unified diff, then what that means for people. */
export function diffAnalyses(before: Analysis, after: Analysis): string {
  if (before.hash === after.hash) return 'The same: no text differs.'
  const [a, b] = [textsOf(before), textsOf(after)]
  const patches = [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .sort()
    .filter((file) => a[file] !== b[file])
    .map((file) =>
      createTwoFilesPatch(file, file, a[file] ?? '', b[file] ?? '', nameOf(before), nameOf(after), {
        context: 2,
      }),
    )
  const effect = effectOf(before, after)
  const said = effect.length > 0 ? effect.map((line) => `- ${line}`) : ['- only the wording of prompts']
  return [...patches, ['Effect:', ...said].join('\n')].join('\n')
}

function nameOf({ name, version, hash }: Analysis): string {
  return `${name} v${version} (${hash.slice(0, 12)})`
}

// Two analyses are compared file by file too: the folder's name does not count.
function textsOf({ name, files }: Analysis): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([file, text]) => [
      file.startsWith(`${name}/`) ? file.slice(name.length + 1) : file,
      text,
    ]),
  )
}

function effectOf(before: Analysis, after: Analysis): string[] {
  const facts = (['title', 'command', 'variations', 'model', 'fallback', 'reads', 'budget_usd'] as const)
    .filter((fact) => before[fact] !== after[fact])
    .map((fact) => `${fact}: ${before[fact] ?? 'none'} → ${after[fact] ?? 'none'}`)
  return [
    ...facts,
    ...changes('variable', variablesOf(before), variablesOf(after)),
    ...changes('part', partsOf(before), partsOf(after)),
    ...changes('question', questionsOf(before), questionsOf(after)),
  ]
}

function changes(kind: string, before: Map<string, string>, after: Map<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)]
    if (old === now) return []
    if (old === undefined) return [`${kind} added: ${name}`]
    return [now === undefined ? `${kind} removed: ${name}` : `${kind} changed: ${name}`]
  })
}

function variablesOf({ variables }: Analysis): Map<string, string> {
  return new Map(variables.map((variable) => [variable.name, JSON.stringify(variable)]))
}

function partsOf({ subtasks, combine }: Analysis): Map<string, string> {
  const combining = combine ? [{ name: 'combine', ...combine }] : []
  return new Map(
    [...subtasks, ...combining].map(({ name, title, template }) => [name, JSON.stringify([title, template])]),
  )
}

function questionsOf({ subtasks }: Analysis): Map<string, string> {
  const questions = subtasks.flatMap(({ title, questions: asked }) =>
    asked.map((question) => [`${title} / ${question.title}`, JSON.stringify(question)] as const),
  )
  return new Map(questions)
}
