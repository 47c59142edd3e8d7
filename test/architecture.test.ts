import { readdir, readFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadLibrary } from '../src/prompts/library.ts'

const root = resolve(import.meta.dirname, '..')
const source = join(root, 'src')

// Who may import whom, by folder; '' are the ground files. `main`, `cli` and `engine` put things together.
const allowed: Record<string, string[]> = {
  '': [],
  documents: [''],
  db: ['', 'documents'],
  audit: ['', 'db'],
  prompts: ['', 'documents', 'llm'],
  queue: ['', 'db'],
  redact: ['', 'db', 'documents'],
  llm: ['', 'audit', 'db', 'documents', 'redact'],
  tasks: ['', 'audit', 'db', 'documents', 'llm', 'prompts', 'queue', 'redact'],
  evals: ['', 'audit', 'db', 'documents', 'llm', 'prompts', 'queue', 'tasks'],
  ballots: ['', 'audit', 'db', 'documents', 'evals', 'llm', 'prompts', 'queue', 'redact', 'tasks'],
  exports: ['', 'audit', 'tasks'],
  removal: ['', 'audit', 'db', 'evals', 'llm', 'queue', 'tasks'],
  slack: [
    '',
    'audit',
    'ballots',
    'db',
    'documents',
    'evals',
    'exports',
    'prompts',
    'queue',
    'removal',
    'tasks',
  ],
  api: ['', 'db', 'prompts', 'queue', 'tasks'],
  observe: ['', 'db', 'queue', 'tasks'],
  workspace: [],
}
const composers = ['main.ts', 'cli.ts', 'engine.ts', 'run-worker.ts', 'choose-slack.ts', 'welcome.ts']

async function sourceFiles(folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
}

function folderOf(file: string): string {
  const parts = relative(source, file).split('/')
  return parts.length === 1 ? '' : (parts[0] ?? '')
}

test('folders import one way', async () => {
  const wrong: string[] = []
  for (const file of await sourceFiles('src')) {
    const from = folderOf(file)
    if (composers.includes(relative(source, file)) || from === 'cli') continue
    for (const [, target = ''] of (await readFile(file, 'utf8')).matchAll(/from '(\.[^']+)'/g)) {
      const to = folderOf(resolve(file, '..', target))
      if (to !== from && !allowed[from]?.includes(to)) wrong.push(`${relative(root, file)} → ${to}`)
    }
  }
  expect(wrong).toEqual([])
})

test('no file is over 300 lines, a barrel, or a drawer for everything', async () => {
  const wrong: string[] = []
  for (const file of await sourceFiles('src')) {
    const name = relative(root, file)
    const text = await readFile(file, 'utf8')
    if (text.split('\n').length > 300) wrong.push(`${name} is over 300 lines`)
    if (/(?:^|\/)(?:index|utils?|helpers?|common|types|misc)\.ts$/.test(name))
      wrong.push(`${name} has no name of its own`)
    if (/^export \* from/m.test(text)) wrong.push(`${name} is a barrel`)
    if (
      /process\.env/.test(text) &&
      !['src/main.ts', 'src/config.ts'].includes(name) &&
      !name.startsWith('src/cli')
    )
      wrong.push(`${name} reads the environment`)
  }
  expect(wrong).toEqual([])
})

test('SQL is never built from strings', async () => {
  const wrong: string[] = []
  for (const file of await sourceFiles('src'))
    if (/\bsql\.(?:raw|lit)\b|\.query\(\s*`[^`]*\$\{/.test(await readFile(file, 'utf8')))
      wrong.push(relative(root, file))
  expect(wrong).toEqual([])
})

test('tests mock no module and skip nothing', async () => {
  const wrong: string[] = []
  for (const file of await sourceFiles('test')) {
    if (file === import.meta.filename) continue
    if (/vi\.mock\(|\.(?:skip|only|todo)\(/.test(await readFile(file, 'utf8')))
      wrong.push(relative(root, file))
  }
  expect(wrong).toEqual([])
})

test('the manifest, the prompts and the listeners agree', async () => {
  const manifest = parse(await readFile(join(root, 'manifest.yml'), 'utf8')) as {
    features: { slash_commands: { command: string; description: string }[] }
    settings: { event_subscriptions: { bot_events: string[] } }
  }
  const { offered } = await loadLibrary(join(root, 'prompts'))
  expect(
    manifest.features.slash_commands.map(({ command, description }) => ({ command, description })),
  ).toEqual([
    ...offered.map(({ command, description }) => ({ command, description })),
    { command: '/paralegal', description: 'Which of your analyses run or wait, and how to stop them' },
  ])
  const listeners = await sourceFiles('src/slack/listeners')
  const texts = await Promise.all(listeners.map((file) => readFile(file, 'utf8')))
  const events = texts.flatMap((text) =>
    [...text.matchAll(/app\.event\('([a-z_.]+)'/g)].flatMap(([, event = '']) =>
      event === 'message' ? ['message.im', 'message.channels', 'message.groups'] : [event],
    ),
  )
  expect(manifest.settings.event_subscriptions.bot_events.toSorted()).toEqual([...new Set(events)].toSorted())
})
