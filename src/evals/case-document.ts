import { realpath, stat } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What a case is about: a file beside the data set, or the text in the cell itself. */
export type CaseDocument = { path: string } | { text: string }

const scheme = 'file://'

/** The document that a cell names or holds; a file lies in the folder of the data set, or below it. */
export async function documentOf(
  cell: string,
  dataSet: string,
): Promise<{ found: CaseDocument | null; problem: string | null }> {
  if (cell === '') return { found: null, problem: 'a case needs its document: its text, or file://name' }
  if (!cell.startsWith(scheme)) return { found: { text: cell }, problem: null }
  const name = nameOf(cell)
  if (name === null) return { found: null, problem: `“${cell}” names no file` }
  const folder = await realpath(dirname(resolve(dataSet)))
  const path = await realpath(resolve(folder, name)).catch(() => null)
  const isFile = path !== null && (await stat(path)).isFile()
  if (!isFile) return { found: null, problem: `there is no file ${name} beside the data set` }
  // Links count as what they lead to.
  if (!path.startsWith(`${folder}${sep}`))
    return { found: null, problem: `${name} lies outside the folder of the data set` }
  return { found: { path }, problem: null }
}

function nameOf(cell: string): string | null {
  const name = cell.slice(scheme.length)
  try {
    // An absolute address is written with three slashes.
    return name.startsWith('/') ? fileURLToPath(cell) : decodeURIComponent(name)
  } catch {
    return null
  }
}
