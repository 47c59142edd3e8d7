import { execFile } from 'node:child_process'
import { access, readdir, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { docPages } from '../support/doc-commands.ts'
import { readProjectFile } from '../support/deploy-files.ts'
import { projectFolder } from '../support/program.ts'

const pages = await docPages()
const texts = new Map(
  await Promise.all(pages.map(async (page) => [page, await readProjectFile(page)] as const)),
)
const all = [...texts.values()].join('\n')

/** As a heading's address is made: small letters, no punctuation, hyphens for spaces. */
function anchorOf(heading: string): string {
  const words = heading.replaceAll(/[^\p{L}\p{N} _-]/gu, '').trim()
  return words.toLowerCase().replaceAll(' ', '-')
}

function anchorsIn(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))
}

test('every link and picture in the docs leads to a file, and to a heading that it has', async () => {
  const wrong: string[] = []
  for (const [page, text] of texts) {
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)) {
      const [file = '', anchor] = target.split('#')
      const path = file === '' ? page : normalize(join(dirname(page), file))
      const isThere = await access(join(projectFolder, path)).then(
        () => true,
        () => false,
      )
      if (!isThere) wrong.push(`${page}: ${target}`)
      else if (anchor !== undefined && !anchorsIn(await readProjectFile(path)).includes(anchor))
        wrong.push(`${page}: ${target} has no such heading`)
    }
  }
  expect(wrong).toEqual([])
})

test('every npm script that the docs name is there', async () => {
  const Package = z.looseObject({ scripts: z.record(z.string(), z.string()) })
  const { scripts } = Package.parse(JSON.parse(await readProjectFile('package.json')))
  const named = [...all.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name = '']) => name)
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter((name) => !(name in scripts))).toEqual([])
})

test('every subcommand of the command line that the docs name is there', async () => {
  const help = async (...words: string[]) =>
    (await promisify(execFile)(process.execPath, [join(projectFolder, 'src/cli.ts'), ...words, '--help']))
      .stdout
  const commandsOf = (text: string) => [...text.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = '']) => name)
  const known = commandsOf(await help())
  const named = [...all.matchAll(/npx paralegal ([a-z]+)(?: ([a-z]+)\b)?/g)]
  expect(named.length).toBeGreaterThan(30)
  const wrong: string[] = []
  const below = new Map<string, string[]>()
  for (const [whole, first = '', second] of named) {
    if (!known.includes(first)) wrong.push(whole)
    if (second === undefined || wrong.includes(whole)) continue
    if (!below.has(first)) below.set(first, commandsOf(await help(first)))
    const subcommands = below.get(first) ?? []
    // A command without subcommands takes a name or a path there.
    if (
      subcommands.length > 1 &&
      !subcommands.includes(second) &&
      !/^(?:one|lists?|shows?|writes?)$/.test(second)
    )
      wrong.push(whole)
  }
  expect(wrong).toEqual([])
})

test('every variable of the environment that the docs name is read, and every one that is read is in the docs', async () => {
  const sources = await readdir(join(projectFolder, 'src'), { recursive: true })
  const code = await Promise.all(
    sources
      .filter((file) => /^[^/]+\.ts$|^cli\//.test(file) && file.endsWith('.ts'))
      .map(async (file) => readFile(join(projectFolder, 'src', file), 'utf8')),
  )
  const variables = (text: string) => new Set(text.match(/\bPARALEGAL_[A-Z_]+[A-Z]\b/g) ?? [])
  const read = variables(code.join('\n'))
  const named = variables(all)
  expect([...named].filter((name) => !read.has(name))).toEqual([])
  expect([...read].filter((name) => !named.has(name))).toEqual([])
})
