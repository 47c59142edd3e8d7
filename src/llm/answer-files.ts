import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { keyIdOfValue, openValue, sealValue } from '../db/sealed-value.ts'
import { AppError } from '../errors.ts'
import { Answer } from './answer.ts'
import type { GenerationEnd } from './end-generation.ts'

const Usage = z.strictObject({
  input: z.int(),
  output: z.int(),
  cacheRead: z.int(),
  cacheWrite: z.int(),
  reasoning: z.int(),
})
const KeptAnswer = z.strictObject({
  provider: z.string(),
  reply: z.object({
    text: z.string(),
    model: z.string(),
    usage: Usage,
    finishReason: z.enum(['complete', 'truncated', 'refused', 'broken']),
    requestId: z.string().nullable(),
    msToFirstToken: z.number().nullable(),
  }),
  parsed: Answer.nullable(),
  errorCode: z.string().nullable(),
  error: z.string().nullable(),
  waitedMs: z.number(),
  ms: z.number(),
  at: z.coerce.date(),
})

export interface AnswerFiles {
  answersFolder: string
  /** The first one seals, each of them opens; none: they lie there in clear. */
  keys: Buffer[]
}

const sealedAs = { place: 'answer file', type: 'text', key: 'id' } as const

/**
 * Keeps an answer until its row is written, for this account's eyes only; false where nothing can be written there.
 * Synchronous on purpose: a kill must find no moment between the answer and its file.
 */
export function keepAnswer(
  { answersFolder: folder, keys }: AnswerFiles,
  id: string,
  end: GenerationEnd,
): boolean {
  try {
    if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 })
    const text = String(sealValue(keys, sealedAs, { id, value: JSON.stringify(end) }))
    writeFileSync(fileOf(folder, id), text, { mode: 0o600 })
    return true
  } catch {
    return false
  }
}

export function forgetAnswer(folder: string, id: string): void {
  rmSync(fileOf(folder, id), { force: true })
}

/** The answers that were kept and not yet forgotten. */
export async function readAnswers({
  answersFolder: folder,
  keys,
}: AnswerFiles): Promise<{ id: string; end: GenerationEnd }[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'))
  const answers = []
  for (const name of names) {
    // Another process may have written and forgotten it meanwhile.
    const text = await readFile(join(folder, name), 'utf8').catch(() => null)
    if (text === null) continue
    const id = name.slice(0, -'.json'.length)
    // One that a kill cut short is no answer.
    const plain = keyIdOfValue(text) === null ? text : unlessCutShort(keys, { id, value: text })
    const end = plain === null ? null : KeptAnswer.safeParse(jsonOf(plain)).data
    if (end) answers.push({ id, end })
  }
  return answers
}

function unlessCutShort(keys: Buffer[], of: { id: string; value: string }): string | null {
  try {
    return String(openValue(keys, sealedAs, of))
  } catch (error) {
    if (error instanceof AppError) throw error
    return null
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function fileOf(folder: string, id: string): string {
  return join(folder, `${id}.json`)
}
