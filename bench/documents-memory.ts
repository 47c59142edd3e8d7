import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { makeHome } from '../test/support/program.ts'

const run = promisify(execFile)

/** Peak memory of a process of its own that reads the file once, all of Node.js included, in MB. */
export async function measurePeaks(bytes: Uint8Array): Promise<{ ours: number; fastest: number }> {
  await using home = await makeHome()
  const file = join(home.folder, 'long.pdf')
  await writeFile(file, bytes)
  return { ours: await peakOf('ours', file), fastest: await peakOf('fastest', file) }
}

async function peakOf(way: string, file: string): Promise<number> {
  const reader = join(import.meta.dirname, 'documents-reader.ts')
  const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', reader, way, file])
  return Number(stdout)
}
