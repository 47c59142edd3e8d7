import type { Db, Trx } from '../db/connect.ts'
import { AppError } from '../errors.ts'
import type { Analysis, Library } from '../prompts/library.ts'
import { readAtCommit } from '../prompts/read-at-commit.ts'
import { fromTexts, readAnalysis } from '../prompts/read-analysis.ts'

interface Deps {
  db: Db
  library: Library
}

/** Keeps an analysis' texts: tasks that were started with them go on with them. */
export async function keepVersion(trx: Db | Trx, analysis: Analysis): Promise<void> {
  await trx
    .insertInto('prompt_version')
    .values({
      hash: analysis.hash,
      analysis: analysis.name,
      number: analysis.version,
      title: analysis.title,
      git_commit: analysis.gitCommit,
      files: JSON.stringify(analysis.files),
    })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute()
}

/** The analysis as a task was started with it. One from before versions were kept has the present one. */
export async function analysisOf(
  deps: Deps,
  task: { analysis: string; prompt_hash: string | null },
): Promise<Analysis> {
  const { analysis: name, prompt_hash: hash } = task
  const own = deps.library.find(name)
  if (hash === null || own?.hash === hash) return deps.library.get(name)
  return (await findStored(deps.db, name, hash)) ?? deps.library.get(name)
}

/** The version with this hash. Throws `prompt_invalid` where it is neither in the folder nor kept. */
export async function pinnedVersion(deps: Deps, name: string, hash: string): Promise<Analysis> {
  const own = deps.library.find(name)
  const found = own?.hash === hash ? own : await findStored(deps.db, name, hash)
  if (found) return found
  throw unknownVersion(name, hash)
}

/**
 * A version as people name it: `working` (the folder as it is), its number, the first characters of its hash (7 or more), or
 * a commit, branch or tag of git; it is kept. Throws `prompt_invalid`.
 */
export async function resolveVersion(deps: Deps, name: string, wanted: string): Promise<Analysis> {
  const analysis = wanted === 'working' ? deps.library.get(name) : await findVersion(deps, name, wanted)
  await keepVersion(deps.db, analysis)
  return analysis
}

async function findVersion(deps: Deps, name: string, wanted: string): Promise<Analysis> {
  const own = deps.library.find(name)
  const isNumber = /^\d{1,6}$/.test(wanted)
  const isHash = /^[0-9a-f]{7,64}$/.test(wanted)
  if (own && isNumber && own.version === Number(wanted)) return own
  if (own && isHash && own.hash.startsWith(wanted)) return own
  if (isNumber || isHash) {
    const row = await deps.db
      .selectFrom('prompt_version')
      .select('hash')
      .where('analysis', '=', name)
      .where((where) =>
        isNumber ? where('number', '=', Number(wanted)) : where('hash', 'like', `${wanted}%`),
      )
      .orderBy('created_at', 'desc')
      .executeTakeFirst()
    if (row) return pinnedVersion(deps, name, row.hash)
  }
  const atCommit = isNumber ? null : await readAtCommit(deps.library.folder, name, wanted)
  if (atCommit) return atCommit
  throw unknownVersion(name, wanted)
}

// A hash always stands for the same texts.
const read = new Map<string, Analysis>()
const mostRead = 50

async function findStored(db: Db, name: string, hash: string): Promise<Analysis | undefined> {
  const known = read.get(hash)
  if (known?.name === name) return known
  const row = await db
    .selectFrom('prompt_version')
    .select(['files', 'git_commit'])
    .where('hash', '=', hash)
    .where('analysis', '=', name)
    .executeTakeFirst()
  if (!row) return undefined
  // The hash that it was kept under: the answer's schema may have changed since.
  const analysis = { ...(await readAnalysis(name, fromTexts(row.files), row.git_commit)), hash }
  const [oldest] = read.keys()
  if (read.size >= mostRead && oldest !== undefined) read.delete(oldest)
  read.set(hash, analysis)
  return analysis
}

function unknownVersion(name: string, wanted: string): AppError {
  return new AppError('prompt_invalid', `no version ${wanted} of ${name}`, {
    userMessage: `There is no version “${wanted}” of ${name}: neither in the prompts folder, nor among those that ran, nor in git.`,
  })
}
