import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AppError } from '../errors.ts'
import type { Account } from './embedded-account.ts'
import type { Binaries } from './embedded-binaries.ts'

/** Where one embedded server lives and what runs it. */
export interface ServerPlace {
  folder: string
  account: Account | null
  binaries: Binaries
  settings: string[]
}

export function dataFolder(folder: string): string {
  return join(folder, 'data')
}

/** Makes the data folder where there is none. Made aside and renamed, so that of several processes exactly one wins. */
export async function createCluster(place: ServerPlace): Promise<void> {
  const wanted = dataFolder(place.folder)
  const password = await readPassword(place.folder)
  if (await exists(join(wanted, 'PG_VERSION'))) return
  const unfinished = `${wanted}.${process.pid}`
  const passwordFile = `${unfinished}.password`
  try {
    await mkdir(unfinished, { recursive: true, mode: 0o700 })
    await writeFile(passwordFile, password, { mode: 0o600 })
    await own(place.account, unfinished, passwordFile)
    await runInitdb(place, unfinished, passwordFile)
    await rename(unfinished, wanted)
  } catch (error) {
    if (!(await exists(join(wanted, 'PG_VERSION')))) throw error
  } finally {
    await rm(passwordFile, { force: true })
    await rm(unfinished, { recursive: true, force: true })
  }
}

/** The server's password: made once per folder; the link makes the first writer win. */
export async function readPassword(folder: string): Promise<string> {
  const file = join(folder, 'password')
  if (!(await exists(file))) {
    const draft = `${file}.${process.pid}`
    await writeFile(draft, randomBytes(24).toString('hex'), { mode: 0o600 })
    await link(draft, file).catch(() => undefined)
    await rm(draft, { force: true })
  }
  return readFile(file, 'utf8')
}

async function runInitdb(place: ServerPlace, folder: string, passwordFile: string): Promise<void> {
  const flags = [
    '-D',
    folder,
    '-U',
    'paralegal',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
  ]
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  try {
    await promisify(execFile)(place.binaries.initdb, [...flags, ...locale], {
      ...place.account,
      cwd: place.folder,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    })
  } catch (error) {
    throw new AppError('database_unavailable', 'initdb failed', {
      userMessage: `The built-in PostgreSQL could not prepare its data in ${place.folder}. Is the disk full or the folder read-only? DATABASE_URL uses another server.`,
      cause: error,
    })
  }
}

async function own(account: Account | null, ...paths: string[]): Promise<void> {
  if (!account) return
  for (const path of paths) await chown(path, account.uid, account.gid)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
