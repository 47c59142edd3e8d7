import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFolder } from '../support/program.ts'
import { guards } from './guards.ts'

const read = async (file: string) => readFile(join(projectFolder, file), 'utf8')

test('every guard stands in its file once, and its test is there', async () => {
  for (const { file, guard, test: testFile, name } of guards) {
    expect((await read(file)).split(guard).length, `${guard} in ${file}`).toBe(2)
    expect(await read(testFile), `${name} in ${testFile}`).toContain(name)
  }
})

test('the page about security names every guard and its test', async () => {
  const page = (await read('docs/security.md')).replaceAll(/ +/g, ' ')
  for (const { against, file, test: testFile } of guards)
    expect(page).toContain(`| ${against} | \`${file}\` | \`${testFile}\` |`)
})
