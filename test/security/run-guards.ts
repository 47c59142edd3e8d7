import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { guards, type Guard } from './guards.ts'

const project = resolve(import.meta.dirname, '..', '..')
/** Of a copy nothing else is changed; these are made anew or are not read by tests. */
const leftOut = ['node_modules', '.git', '.paralegal', 'coverage']

/**
 * Takes each guard away in a copy of the project and runs its test there: a test that still passes proves nothing. First each test
 * runs with its guard. Arguments choose guards by a piece of their name; exit code 1 where a test says the wrong thing.
 */
async function main(wanted: string[]): Promise<void> {
  const chosen = guards.filter(({ against }) => wanted.every((word) => against.includes(word)))
  const copy = await mkdtemp(join(tmpdir(), 'paralegal-guards-'))
  let wrong = 0
  try {
    await cp(project, copy, {
      recursive: true,
      filter: (file) => file === project || !leftOut.includes(basename(file)),
    })
    await symlink(join(project, 'node_modules'), join(copy, 'node_modules'))
    for (const guard of chosen) {
      const verdict = await verdictOn(guard, copy)
      if (verdict !== 'its test fails without it') wrong++
      console.log(`${guard.against} (${guard.file}): ${verdict}`)
    }
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
  console.log(`${chosen.length - wrong} passed, ${wrong} failed`)
  process.exitCode = wrong === 0 ? 0 : 1
}

async function verdictOn(guard: Guard, copy: string): Promise<string> {
  if (!(await passes(guard, copy))) return 'its test fails with it'
  const file = join(copy, guard.file)
  const text = await readFile(file, 'utf8')
  await writeFile(
    file,
    text.replace(guard.guard, () => guard.without),
  )
  try {
    return (await passes(guard, copy)) ? 'its test passes WITHOUT it' : 'its test fails without it'
  } finally {
    await writeFile(file, text)
  }
}

async function passes({ test, name }: Guard, copy: string): Promise<boolean> {
  const pattern = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const vitest = join(copy, 'node_modules', 'vitest', 'vitest.mjs')
  const args = [vitest, 'run', test, '-t', pattern]
  const child = spawn(process.execPath, args, { cwd: copy, stdio: 'ignore' })
  await once(child, 'close')
  return child.exitCode === 0
}

await main(process.argv.slice(2))
