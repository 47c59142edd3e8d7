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

const fenced = /(?:<!-- not run in tests: ([^>]+) -->\n+)?^( *)```sh\n([\s\S]*?)\n *```$/gm
const indented = /(?:<!-- not run in tests: ([^>]+) -->\n+)?((?:^ {4}(?:npx|npm) .+\n)+)/gm

/** The commands of a page, block by block. */
export async function readDocBlocks(page: string): Promise<DocBlock[]> {
  const text = await readProjectFile(page)
  const blocks = [...text.matchAll(fenced)].map(([, why, , commands = '']) => ({ commands, why }))
  const lines = [...text.matchAll(indented)].map(([, why, commands = '']) => ({ commands, why }))
  return [...blocks, ...lines].map(({ commands, why }) => ({
    commands: commandsOf(commands),
    why: why ?? null,
  }))
}

// A line that ends in a backslash goes on in the next one.
function commandsOf(text: string): string[] {
  const lines = text.replaceAll(/\\\n\s*/g, '').split('\n')
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
}
