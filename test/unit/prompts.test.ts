import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askedQuestions } from '../../src/prompts/asked-questions.ts'
import { loadLibrary } from '../../src/prompts/library.ts'
import { renderPrompt } from '../../src/prompts/render.ts'

const shipped = resolve(import.meta.dirname, '..', '..', 'prompts')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paralegal-prompts-'))
  await cp(shipped, folder, { recursive: true })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function change(file: string, edit: (text: string) => string): Promise<void> {
  await writeFile(join(folder, file), edit(await readFile(join(folder, file), 'utf8')))
}

async function render(subtask: string, variables: Record<string, string> = {}) {
  const library = await loadLibrary(folder)
  return renderPrompt(library.get('analyze-contract'), { subtask, variables })
}

test('the shipped prompts render with and without variables', async () => {
  const library = await loadLibrary(shipped)
  for (const analysis of library.analyses) {
    for (const subtask of analysis.subtasks) {
      const empty = renderPrompt(analysis, { subtask: subtask.name, variables: {} })
      for (const question of askedQuestions(subtask, {})) expect(empty.prompt).toContain(question.ask)
      expect(empty.prompt).not.toMatch(/undefined(?!:)|\{\{|\{%/)
    }
  }
})

test('a prompt reads as written', async () => {
  const { prompt } = await render('deadlines', { parties: 'Acme, we are Acme', contract_type: 'Services' })
  expect(prompt).toMatchSnapshot()
})

test('the system prompt is the same for every subtask and person', async () => {
  const [one, two] = [
    await render('deadlines', { parties: 'A' }),
    await render('key-terms', { parties: 'B' }),
  ]
  expect(one.system).toBe(two.system)
})

test('what people write is never read as template', async () => {
  const hostile = '{{ 7*7 }} {% include "shared/system.txt" %} {{ range.constructor("return 1")() }}'
  const { prompt } = await render('deadlines', { contract_title: hostile })
  expect(prompt).toContain(`- Title: ${hostile}`)
})

test('any change of a template, a partial or the analysis changes the hash', async () => {
  const hashes = new Set([(await loadLibrary(folder)).get('analyze-contract').hash])
  for (const file of [
    'analyze-contract/deadlines.txt',
    'shared/questions.txt',
    'shared/system.txt',
    'analyze-contract/analysis.yml',
  ]) {
    await change(file, (text) => `${text}\n`)
    hashes.add((await loadLibrary(folder)).get('analyze-contract').hash)
  }
  expect(hashes.size).toBe(5)
})

describe('a mistake is named with its file and line', () => {
  test.each([
    [
      'an unknown variable that is printed',
      '{{ contract_titel }}',
      /deadlines\.txt, line 1: “contract_titel” is not a variable of this analysis\. It has: .*contract_title/,
    ],
    [
      'an unknown variable that is only tested',
      'x\n{% if partys %}y{% endif %}',
      /deadlines\.txt, line 2: “partys” is not a variable/,
    ],
    ['an unclosed tag', '{% if parties %}', /deadlines\.txt, line \d+: /],
    [
      'a partial that is not there',
      '{% include "shared/nothing.txt" %}',
      /shared\/nothing\.txt, line 1: this template is named but the file is not there/,
    ],
    [
      'a partial outside prompts',
      '{% include "../../package.json" %}',
      /include takes the path of a file inside prompts/,
    ],
    ['a macro', '{% macro a() %}{% endmacro %}', /only include, if, for and set/],
  ])('%s', async (_, text, message) => {
    await change('analyze-contract/deadlines.txt', () => text)
    await expect(loadLibrary(folder)).rejects.toMatchObject({
      code: 'prompt_invalid',
      userMessage: expect.stringMatching(message),
    })
  })

  test('bad YAML and a missing field', async () => {
    await change('analyze-contract/analysis.yml', (text) =>
      text.replace('title: Contract analysis', 'title: [open'),
    )
    await expect(loadLibrary(folder)).rejects.toMatchObject({
      userMessage: expect.stringMatching(/analysis\.yml, line \d+/),
    })
    await change('analyze-contract/analysis.yml', (text) => text.replace('title: [open\n', ''))
    await expect(loadLibrary(folder)).rejects.toMatchObject({
      userMessage: expect.stringMatching(/analysis\.yml needs a fix[\s\S]*title/),
    })
  })
})

test('an analysis that is not there is named with those that are', async () => {
  const library = await loadLibrary(folder)
  expect(() => library.get('analyse')).toThrow(
    expect.objectContaining({ userMessage: expect.stringContaining('There is: analyze-contract') }),
  )
})

describe('variants', () => {
  const variants = `variants:
  - { name: plain }
  - { name: careful, wording: careful.txt, effort: high, model: offline/offline-extractive }
`

  async function write(wording: string): Promise<void> {
    await change(
      'analyze-contract/analysis.yml',
      (text) => text.replace(/^variants:[\s\S]*?(?=^\S|^$)/m, '') + variants,
    )
    await writeFile(join(folder, 'analyze-contract', 'careful.txt'), wording)
  }

  test('a variant’s wording ends every prompt of its answers, filled in like them', async () => {
    await write('Weigh each word. It is a contract of {{ contract_type or "an unknown kind" }}.')
    const analysis = (await loadLibrary(folder)).get('analyze-contract')
    for (const subtask of ['deadlines', 'combine']) {
      const asked = { subtask, variables: { contract_type: 'Services' } }
      const plain = renderPrompt(analysis, asked)
      const careful = renderPrompt(analysis, { ...asked, variant: 'careful' })
      expect(careful.prompt).toBe(`${plain.prompt}\n\nWeigh each word. It is a contract of Services.`)
      expect(careful.system).toBe(plain.system)
      expect(renderPrompt(analysis, { ...asked, variant: 'gone' }).prompt).toBe(plain.prompt)
    }
  })

  test('its text is in the hash, and what is wrong in it is named', async () => {
    await write('Weigh each word.')
    const before = (await loadLibrary(folder)).get('analyze-contract').hash
    await write('Weigh each letter.')
    expect((await loadLibrary(folder)).get('analyze-contract').hash).not.toBe(before)
    await write('Weigh each word of {{ nobody }}.')
    await expect(loadLibrary(folder)).rejects.toMatchObject({
      userMessage: expect.stringContaining('careful.txt, line 1: “nobody” is not a variable') as string,
    })
  })

  test('two of one name are refused', async () => {
    await write('x')
    await change('analyze-contract/analysis.yml', (text) => text.replace('name: plain', 'name: careful'))
    await expect(loadLibrary(folder)).rejects.toMatchObject({
      userMessage: expect.stringContaining('two variants have the same name') as string,
    })
  })
})
