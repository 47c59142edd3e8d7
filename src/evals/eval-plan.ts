import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '../errors.ts'
import type { Analysis } from '../prompts/library.ts'
import type { Case, DataSet } from './data-set.ts'

/** What an evaluation asks: every case of every model and version, so and so often. */
export interface EvalPlan {
  id: string
  analysis: string
  dataSet: string
  dataSetHash: string
  /** The first one is the one that a gate looks at. */
  versions: Analysis[]
  models: string[]
  repeat: number
  cases: PlannedCase[]
}

export interface PlannedCase extends Case {
  bytes: Uint8Array
  fileName: string
}

export interface Asked {
  versions: Analysis[]
  models: string[]
  repeat: number
  /** Only cases with one of these; none: all. */
  tags: string[]
  /** Makes it another run although the same is asked. */
  nonce: string | null
}

/** The run that answers this; asked again it is the same one, which goes on where it was. Throws `usage` where no case is left. */
export async function planEval(dataSet: DataSet, asked: Asked): Promise<EvalPlan> {
  const { versions, models, repeat, tags } = asked
  const chosen = dataSet.cases.filter(
    (each) => tags.length === 0 || each.tags.some((tag) => tags.includes(tag)),
  )
  if (chosen.length === 0)
    throw new AppError('usage', 'no case to ask', {
      userMessage: `${dataSet.file} has no case${tags.length > 0 ? ` with the tag ${tags.join(' or ')}` : ''}.`,
    })
  const all = await Promise.all(dataSet.cases.map(withBytes))
  const cases = all.filter(({ id }) => chosen.some((each) => each.id === id))
  const dataSetHash = hashOf(
    all.map(({ id, variables, bytes, checks, idealOutput }) => [
      id,
      variables,
      hashOf(bytes),
      checks,
      idealOutput,
    ]),
  )
  const hashes = versions.map(({ hash }) => hash)
  return {
    id: hashOf([dataSetHash, tags, hashes, models, repeat, asked.nonce]).slice(0, 12),
    analysis: versions[0]?.name ?? '',
    dataSet: basename(dataSet.file),
    dataSetHash,
    versions,
    models,
    repeat,
    cases,
  }
}

async function withBytes(each: Case): Promise<PlannedCase> {
  if (!each.document) return { ...each, bytes: new Uint8Array(), fileName: `${each.id}.txt` }
  if ('text' in each.document)
    return { ...each, bytes: Buffer.from(each.document.text), fileName: `${each.id}.txt` }
  const { path } = each.document
  return { ...each, bytes: await readFile(path), fileName: basename(path) }
}

function hashOf(content: unknown): string {
  const hash = createHash('sha256')
  return hash.update(content instanceof Uint8Array ? content : JSON.stringify(content)).digest('hex')
}
