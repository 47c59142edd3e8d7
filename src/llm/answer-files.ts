import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
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
  reply: z.strictObject({
    text: z.string(),
    model: z.string(),
    usage: Usage,
    finishReason: z.enum(['complete', 'truncated', 'refused']),
    requestId: z.string().nullable(),
    msToFirstToken: z.number().nullable(),
  }),
  error: z.string().nullable(),
  ms: z.number(),
  at: z.coerce.date(),
})

/** Keeps an answer until its row is written. Whole or not at all; for this account's eyes only. */
export async function keepAnswer(folder: string, id: string, end: GenerationEnd): Promise<true> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const unfinished = join(folder, `${id}.part`)
  await writeFile(unfinished, JSON.stringify(end), { mode: 0o600 })
  await rename(unfinished, fileOf(folder, id))
  return true
}

export async function forgetAnswer(folder: string, id: string): Promise<void> {
  await rm(fileOf(folder, id), { force: true })
}

/** The answers that were kept and not yet forgotten. */
export async function readAnswers(folder: string): Promise<{ id: string; end: GenerationEnd }[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'))
  const answers = []
  for (const name of names) {
    // Another process may have written and forgotten it meanwhile.
    const text = await readFile(join(folder, name), 'utf8').catch(() => null)
    if (text === null) continue
    answers.push({ id: name.slice(0, -'.json'.length), end: KeptAnswer.parse(JSON.parse(text)) })
  }
  return answers
}

function fileOf(folder: string, id: string): string {
  return join(folder, `${id}.json`)
}
