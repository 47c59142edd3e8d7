import { readFile } from 'node:fs/promises'
import { RE2JS } from 're2js'
import { parse } from 'yaml'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import type { ValueSpan } from './span.ts'

const Words = z
  .array(z.string().trim().min(2).max(200))
  .max(2000)
  .nullish()
  .transform((words) => words ?? [])

/** What an operator knows better than code: redact.yml. */
export const OwnRules = z.strictObject({
  /** Names of people, of companies, and other words that are always kept back. */
  people: Words,
  parties: Words,
  words: Words,
  /** Regular expressions, in RE2's syntax: no text can make one slow. */
  patterns: z
    .array(z.string().min(1).max(500))
    .max(100)
    .nullish()
    .transform((patterns) => patterns ?? []),
  /** What looks like a name and is none. */
  keep: Words,
})
export type OwnRules = z.infer<typeof OwnRules>

export const noOwnRules: OwnRules = { people: [], parties: [], words: [], patterns: [], keep: [] }

/** Whether an operator wants anything kept back besides the groups. */
export function hasOwnRules({ people, parties, words, patterns }: OwnRules): boolean {
  return people.length + parties.length + words.length + patterns.length > 0
}

/** Reads redact.yml; a missing one is empty. Throws `config_invalid` naming what is wrong: a rule that is silently none would leak. */
export async function readOwnRules(file: string): Promise<OwnRules> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return noOwnRules
    throw invalid(file, ['it cannot be read'], error)
  }
  let value: unknown
  try {
    value = parse(text) ?? {}
  } catch (error) {
    throw invalid(file, ['it is no YAML'], error)
  }
  const parsed = OwnRules.safeParse(value)
  if (!parsed.success)
    throw invalid(
      file,
      parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
      parsed.error,
    )
  const problems = parsed.data.patterns.flatMap((pattern) => problemOf(pattern) ?? [])
  if (problems.length > 0) throw invalid(file, problems)
  return parsed.data
}

function problemOf(pattern: string): string | null {
  try {
    return RE2JS.compile(pattern).matcher('').find() ? `the pattern ${pattern} fits nothing at all` : null
  } catch {
    return `the pattern ${pattern} is none of RE2’s syntax`
  }
}

/** What an operator's own patterns find. */
export function findOwnPatterns(text: string, { patterns }: Pick<OwnRules, 'patterns'>): ValueSpan[] {
  return patterns.flatMap((pattern) => {
    const matcher = RE2JS.compile(pattern).matcher(text)
    const spans: ValueSpan[] = []
    while (matcher.find())
      if (matcher.end() > matcher.start())
        spans.push({ kind: 'TERM', start: matcher.start(), end: matcher.end() })
    return spans
  })
}

function invalid(file: string, problems: string[], cause?: unknown): AppError {
  const text = problems.map((problem) => `  ${problem}`).join('\n')
  return new AppError('config_invalid', `invalid ${file}`, {
    userMessage: `${file} needs a fix:\n${text}`,
    cause,
  })
}
