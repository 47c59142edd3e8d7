import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Analysis } from './analysis.ts'
import { readAnalysis } from './read-analysis.ts'

const run = promisify(execFile)

/** An analysis as a commit, branch or tag has it; null where git knows no such, or no such analysis in it. */
export async function readAtCommit(folder: string, name: string, ref: string): Promise<Analysis | null> {
  const git = async (...args: string[]) =>
    (await run('git', args, { cwd: folder, maxBuffer: 16 * 1024 * 1024 })).stdout
  // What is typed is never an option of git.
  const commit = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)
    .then((text) => text.trim())
    .catch(() => null)
  if (commit === null) return null
  const read = (file: string) => git('show', `${commit}:./${file}`)
  const isThere = await read(`${name}/analysis.yml`).then(
    () => true,
    () => false,
  )
  return isThere ? readAnalysis(name, read, commit) : null
}
