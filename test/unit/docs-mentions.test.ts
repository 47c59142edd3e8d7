import { access, readdir, readFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { Environment } from '../../src/environment.ts'
import { describeCommandLine, mentionsOf } from '../support/command-line.ts'
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

async function isThere(path: string): Promise<boolean> {
  return access(join(projectFolder, path)).then(
    () => true,
    () => false,
  )
}

test('every link and picture in the docs leads to a file, and to a heading that it has', async () => {
  const wrong: string[] = []
  for (const [page, text] of texts) {
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)) {
      const [file = '', anchor] = target.split('#')
      const path = file === '' ? page : normalize(join(dirname(page), file))
      if (!(await isThere(path))) wrong.push(`${page}: ${target}`)
      else if (anchor !== undefined && !anchorsIn(await readProjectFile(path)).includes(anchor))
        wrong.push(`${page}: ${target} has no such heading`)
    }
  }
  expect(wrong).toEqual([])
})

test('every page of the docs is linked from another one', async () => {
  const files = await readdir(join(projectFolder, 'docs'), { recursive: true })
  const linked = [...texts].flatMap(([page, text]) =>
    [...text.matchAll(/\]\(([^)\s#]+)/g)].map(([, target = '']) => normalize(join(dirname(page), target))),
  )
  const alone = files.filter((file) => file.endsWith('.md') && !linked.includes(`docs/${file}`))
  expect(alone).toEqual([])
})

test('every npm script that the docs name is there', async () => {
  const Package = z.looseObject({ scripts: z.record(z.string(), z.string()) })
  const { scripts } = Package.parse(JSON.parse(await readProjectFile('package.json')))
  const named = [...all.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name = '']) => name)
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter((name) => !(name in scripts))).toEqual([])
})

test('every test, benchmark and file of the program that the docs name is there', async () => {
  const wrong: string[] = []
  const rooms = await readdir(join(projectFolder, 'src'))
  for (const [page, text] of texts) {
    for (const [, path = ''] of text.matchAll(/\b((?:test|bench|src|migrations|deploy)\/[\w./-]+\w)/g))
      if (!(await isThere(path)) && !(await isThere(`${path}.ts`))) wrong.push(`${page}: ${path}`)
    // Where the way through the program is told, files are named without src/ and their ending.
    if (!/architecture|CONTRIBUTING|decisions/.test(page)) continue
    for (const [path] of text.matchAll(/(?<![\w./-])[a-z]+(?:\/[a-z-]+)+(?![\w])/g)) {
      const room = path.startsWith('listeners/') ? `src/slack/${path}` : `src/${path}`
      const isOurs = path.startsWith('listeners/') || rooms.includes(path.split('/')[0] ?? '')
      if (isOurs && !(await isThere(room)) && !(await isThere(`${room}.ts`))) wrong.push(`${page}: ${path}`)
    }
  }
  expect(wrong).toEqual([])
})

test('every subcommand and option of the command line that the docs name is there', async () => {
  const known = await describeCommandLine()
  const mentions = [...texts].flatMap(([page, text]) =>
    mentionsOf(text, known).map((each) => ({ page, ...each })),
  )
  expect(mentions.length).toBeGreaterThan(60)
  const wrong = mentions.flatMap(({ page, command, options, whole }) => {
    const described = known.get(command)
    if (!described) return [`${page}: ${whole}`]
    return options
      .filter((option) => !described.options.includes(option))
      .map((o) => `${page}: ${whole} (${o})`)
  })
  expect(wrong).toEqual([])
  const ofAny = new Set([...known.values()].flatMap(({ options }) => options))
  const alone = [...all.matchAll(/`(--[a-z-]+)/g)].map(([, option = '']) => option)
  expect(alone.length).toBeGreaterThan(20)
  expect(alone.filter((option) => !ofAny.has(option))).toEqual([])
})

test('every word behind /paralegal that the docs name is one that the bot knows', async () => {
  const code = await Promise.all(
    ['src/slack/listeners/paralegal-command.ts', 'src/slack/own-tasks.ts'].map(readProjectFile),
  )
  const known = new Set(
    [...code.join('\n').matchAll(/[!=]== '([a-z]+)'|\^([a-z]+)\\b/g)].map(([, a, b]) => a ?? b),
  )
  const named = [...all.matchAll(/`\/paralegal ([a-z]+)/g)].map(([, word]) => word)
  expect(known.size).toBeGreaterThan(6)
  expect(new Set(named).size).toBeGreaterThan(6)
  expect(named.filter((word) => !known.has(word))).toEqual([])
})

test('every variable of the environment that the docs name is read, and every one that is read stands in the table of README', async () => {
  const compose = (await readProjectFile('compose.yml')).matchAll(/\$\{([A-Z_]+)/g)
  const read = Object.keys(Environment.shape)
  const known = new Set([...read, ...[...compose].map(([, name = '']) => name)])
  const named = new Set(all.match(/\b(?:PARALEGAL|SLACK|ANTHROPIC|OPENAI)_[A-Z_]+[A-Z]\b/g) ?? [])
  expect([...named].filter((name) => !known.has(name))).toEqual([])
  const table = (texts.get('README.md') ?? '').split('\n').filter((line) => line.startsWith('| `'))
  const first = table.map((line) => line.split(' | ')[0]).join('\n')
  expect(read.filter((name) => !first.includes(`\`${name}`))).toEqual([])
})

test('the program reads no variable of its own past src/environment.ts', async () => {
  const files = (await readdir(join(projectFolder, 'src'), { recursive: true })).filter((file) =>
    /\.tsx?$/.test(file),
  )
  const code = await Promise.all(
    files.map(async (file) => readFile(join(projectFolder, 'src', file), 'utf8')),
  )
  const read = [...code.join('\n').matchAll(/\benv\[?'?\.?'?((?:PARALEGAL|SLACK)_[A-Z_]+)/g)].map(
    ([, name]) => name,
  )
  expect(read.filter((name) => name !== undefined && !(name in Environment.shape))).toEqual([])
})
