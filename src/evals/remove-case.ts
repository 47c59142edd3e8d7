import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { parseTable, writeTable, type Row } from './csv-table.ts'

/** Takes a case out of a data set, and its document's file where no other case reads it. False where it is not there. */
export async function removeCase(file: string, caseId: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return false
  const { columns, rows } = parseTable(text, file)
  const left = rows.filter((row) => row['__id'] !== caseId)
  const gone = rows.filter((row) => row['__id'] === caseId)
  if (gone.length === 0) return false
  // Whoever reads it meanwhile reads a whole file.
  await writeFile(`${file}.new`, writeTable({ columns, rows: left }))
  await rename(`${file}.new`, file)
  const stillRead = left.flatMap(documentsOf)
  const unread = gone.flatMap(documentsOf).filter((path) => !stillRead.includes(path))
  for (const path of unread) await removeDocument(dirname(file), path)
  return true
}

function documentsOf(row: Row): string[] {
  return Object.values(row).flatMap((cell) => (cell?.startsWith('file://') ? [cell] : []))
}

// Only what the bot itself put there.
async function removeDocument(folder: string, cell: string): Promise<void> {
  const path = resolve(folder, cell.slice('file://'.length).split('/').map(decodeURIComponent).join(sep))
  if (path.startsWith(join(folder, 'cases') + sep)) await rm(path, { force: true })
}
