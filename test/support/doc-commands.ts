import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readProjectFile } from './deploy-files.ts'
import { projectFolder } from './program.ts'

export interface DocBlock {
  /** As they stand there, one after the other. */
  commands: string[]
  /** Why no test runs them: a comment before the block, `<!-- not run in tests: … -->`. */
  why: string | null
}

/** README, CONTRIBUTING and every page of docs. */
export async function docPages(): Promise<string[]> {
  const files = await readdir(join(projectFolder, 'docs'), { recursive: true })
  const pages = files.filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`)
  return ['README.md', 'CONTRIBUTING.md', ...pages.toSorted()]
}

/** The commands of a page, block by block, in the order in which somebody reads them. */
export async function readDocBlocks(page: string): Promise<DocBlock[]> {
  return blocksOf(await readProjectFile(page))
}

// Within a list a block is indented.
const block = /(?:^ *<!-- not run in tests: ([^>]+) -->\s+)?^ *```sh\n([\s\S]*?)\n *```$/gm

/** Throws for commands that stand outside of such blocks, and for a reason that stands before none: nobody would see them. */
export function blocksOf(text: string): DocBlock[] {
  const blocks = [...text.matchAll(block)].map(([, why, commands = '']) => ({
    commands: commandsOf(commands),
    why: why ?? null,
  }))
  const [stray] = text.replaceAll(block, '').match(strayCommand) ?? []
  if (stray !== undefined) throw new Error(`not a block of commands that can be read: ${stray}`)
  return blocks
}

const strayCommand =
  /^ *<!-- not run in tests.*|^ *```(?:bash|shell|console|zsh)|^ {4,}(?:[A-Z_]+=.*)?(?:np[mx]|node|curl) .*/m

// A line that ends in a backslash goes on in the next one.
function commandsOf(text: string): string[] {
  const lines = text.replaceAll(/\\\n\s*/g, '').split('\n')
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
}
