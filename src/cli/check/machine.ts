import { randomUUID } from 'node:crypto'
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import type { CheckContext } from './context.ts'
import { failed, ok, warning, type Outcome } from './outcome.ts'

const megabyte = 1024 * 1024
// Measured: the program itself, and what a thread needs besides its own heap.
const baseMb = 400
const scarceMb = 2048
const tooLittleMb = 200

/** Whether this version of Node runs the source as it stands. */
export async function checkNode(): Promise<Outcome> {
  return nodeOutcome(process.versions.node)
}

export function nodeOutcome(version: string): Outcome {
  const major = Number.parseInt(version, 10)
  if (major < 24)
    return failed(
      `Node ${version} is too old`,
      'Run it with Node 24: npx paralegal and npm start bring it along.',
    )
  if (major > 24) return warning(`Node ${version}; it is tested with 24`, 'Use Node 24.')
  return ok(`Node ${version}`)
}

/** Whether what is to be kept can be written, and for how long. */
export async function checkDisk({ settings }: CheckContext): Promise<Outcome> {
  const folder = join(settings.config.home, '.paralegal')
  const probe = join(folder, `check-${randomUUID()}`)
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(probe, 'x')
    await rm(probe)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error'
    return failed(
      `${folder} cannot be written to (${code})`,
      'Give the folder to the account that runs this, or name another in PARALEGAL_HOME.',
    )
  }
  const { bavail, bsize } = await statfs(folder)
  return diskOutcome(folder, (bavail * bsize) / megabyte)
}

export function diskOutcome(folder: string, freeMb: number): Outcome {
  const said = `${folder} can be written to; ${(freeMb / 1024).toFixed(1)} GB are free`
  const fix = 'Make room, or name a folder on another disk in PARALEGAL_HOME.'
  if (freeMb < tooLittleMb) return failed(said, fix)
  return freeMb < scarceMb ? warning(said, fix) : ok(said)
}

/** Whether a process of this program fits into the machine's or the container's memory. */
export async function checkMemory({ settings }: CheckContext): Promise<Outcome> {
  const constrained = process.constrainedMemory()
  // Without a limit it is 0, or more than there is.
  const bytes = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
  return memoryOutcome(bytes / megabyte, settings.config.readMemoryMb)
}

export function memoryOutcome(haveMb: number, readMemoryMb: number): Outcome {
  const needMb = baseMb + readMemoryMb
  const said = `${Math.round(haveMb)} MB; a process takes up to ${needMb} (${readMemoryMb} to read a document)`
  if (haveMb >= needMb) return ok(said)
  return warning(
    said,
    'Give it more, or set PARALEGAL_READ_MEMORY_MB lower: larger documents are then refused.',
  )
}

/** Whether the account has more rights than it needs. */
export async function checkAccount({ settings }: CheckContext): Promise<Outcome> {
  if (process.getuid?.() !== 0) return ok('not root')
  if (settings.config.slack === null)
    return ok('root; the built-in database runs under an account of its own')
  return warning('it runs as root', 'Run it under an account of its own: docs/operate.md.')
}
