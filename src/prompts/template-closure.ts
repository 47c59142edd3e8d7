import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import nunjucks from 'nunjucks'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { Answer } from '../llm/answer.ts'
import type { AnalysisFile } from './analysis.ts'

/** Paths in prompts/ and their texts. */
export type Templates = Map<string, string>

/** The text of a file in prompts/, by its path there; rejects where there is none. */
export type ReadText = (file: string) => Promise<string>

export const systemTemplate = 'shared/system.txt'

/**
 * Reads all templates an analysis reaches and checks that each name in them is one of its variables: Nunjucks itself
 * finds a missing one only when it is printed, not when it is tested. Throws `prompt_invalid`.
 */
export async function checkTemplates(
  read: ReadText,
  name: string,
  analysis: z.infer<typeof AnalysisFile>,
): Promise<Templates> {
  const templates: Templates = new Map()
  const known = [...analysis.variables.map((variable) => variable.name), 'questions', 'subtask', 'analysis']
  const parts = analysis.subtasks.map((subtask) => `${name}/${subtask.template}`)
  await follow({ read, templates, known: new Set(known) }, [systemTemplate, ...parts])
  // They end the prompts of parts and of what combines them: what only one of those has is not theirs.
  const wordings = analysis.variants.flatMap(({ wording }) => wording ?? [])
  await follow(
    { read, templates, known: new Set(known) },
    wordings.map((wording) => `${name}/${wording}`),
  )
  if (analysis.combine) {
    // Only when the parts have ended are there answers to print.
    const combining = { read, templates: new Map(), known: new Set([...known, 'answers']) }
    await follow(combining, [`${name}/${analysis.combine.template}`])
    for (const [file, text] of combining.templates) templates.set(file, text)
  }
  return templates
}

interface Closure {
  read: ReadText
  templates: Templates
  known: Set<string>
}

async function follow({ read, templates, known }: Closure, files: string[]): Promise<void> {
  const open = [...files]
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (templates.has(file)) continue
    const text = await readTemplate(read, file)
    templates.set(file, text)
    const nodes = parse(file, text)
    checkNames(file, nodes, known)
    open.push(...includesOf(file, nodes))
  }
}

/** The identity of an analysis: any change of its text, its partials or the answer's schema changes it. */
export function hashAnalysis(analysisYml: string, templates: Templates): string {
  const hash = createHash('sha256')
    .update(JSON.stringify(z.toJSONSchema(Answer)))
    .update('\0')
    .update(analysisYml)
  for (const [file, text] of [...templates].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`\0${file}\0${text}`)
  return hash.digest('hex')
}

async function readTemplate(read: ReadText, file: string): Promise<string> {
  return read(file).catch((error: unknown) => {
    throw invalid({ file, line: 1 }, 'this template is named but the file is not there', error)
  })
}

// Nunjucks exports its parser but not the types of its syntax tree.
interface Node {
  lineno: number
  findAll(type: unknown): Node[]
  value?: unknown
  name?: Node
  arr?: Node
  template?: Node
  target?: Node
  targets?: Node[]
  args?: Node
  children?: Node[]
  typename: string
}
const { parser, nodes } = nunjucks as unknown as {
  parser: { parse(text: string, extensions: unknown[], options: object): Node }
  nodes: Record<
    'Symbol' | 'Include' | 'For' | 'Set' | 'Macro' | 'Import' | 'FromImport' | 'Extends' | 'Filter',
    unknown
  >
}

function parse(file: string, text: string): Node {
  try {
    return parser.parse(text, [], { trimBlocks: true, lstripBlocks: true })
  } catch (error) {
    const told =
      typeof error === 'object' && error !== null && 'lineno' in error ? Number(error.lineno) + 1 : NaN
    // A tag that is never closed is noticed at the end, without a line.
    const line = Number.isFinite(told) ? told : text.split('\n').length
    throw invalid({ file, line: line }, error instanceof Error ? error.message : 'not a template', error)
  }
}

function checkNames(file: string, root: Node, variables: Set<string>): void {
  for (const kind of [nodes.Macro, nodes.Import, nodes.FromImport, nodes.Extends]) {
    const [node] = root.findAll(kind)
    if (node)
      throw invalid({ file, line: node.lineno + 1 }, 'only include, if, for and set are used in prompts')
  }
  const own = [
    ...root.findAll(nodes.For).flatMap((node) => symbolsIn(node.name)),
    ...root.findAll(nodes.Set).flatMap((node) => node.targets ?? []),
  ].map((node) => String(node.value))
  const known = new Set([...variables, ...own, 'loop'])
  const filters = root.findAll(nodes.Filter).map((node) => node.name)
  for (const filter of filters) checkFilter(file, filter)
  for (const symbol of root.findAll(nodes.Symbol)) {
    if (known.has(String(symbol.value)) || symbol.typename !== 'Symbol' || filters.includes(symbol)) continue
    const names = [...variables].sort().join(', ')
    throw invalid(
      { file, line: symbol.lineno + 1 },
      `“${String(symbol.value)}” is not a variable of this analysis. It has: ${names}`,
    )
  }
}

function checkFilter(file: string, name: Node | undefined): void {
  try {
    new nunjucks.Environment().getFilter(String(name?.value))
  } catch (error) {
    throw invalid(
      { file, line: (name?.lineno ?? 0) + 1 },
      `“${String(name?.value)}” is not a filter of Nunjucks`,
      error,
    )
  }
}

function symbolsIn(node: Node | undefined): Node[] {
  if (!node) return []
  return node.typename === 'Symbol' ? [node] : (node.children ?? [])
}

function includesOf(file: string, root: Node): string[] {
  return root.findAll(nodes.Include).map((node) => {
    const name = node.template?.value
    const path = posix.normalize(String(name))
    if (typeof name === 'string' && !path.startsWith('..') && !path.startsWith('/')) return path
    throw invalid(
      { file, line: node.lineno + 1 },
      'include takes the path of a file inside prompts/, in quotes',
    )
  })
}

function invalid(at: { file: string; line: number }, problem: string, cause?: unknown): AppError {
  const { file, line } = at
  return new AppError('prompt_invalid', `${file}:${line}`, {
    userMessage: `${file}, line ${line}: ${problem}`,
    cause,
  })
}
