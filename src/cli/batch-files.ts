import { readdir } from 'node:fs/promises'
import { extname, join, relative } from 'node:path'

const extensions = ['.pdf', '.docx', '.txt', '.md']

export interface FolderListing {
  /** Paths below the folder, in name order. */
  documents: string[]
  /** Other files, which are left alone. */
  skipped: string[]
}

/** The documents in a folder and those below it; hidden ones, links and the folder for results are not looked at. */
export async function listDocuments(folder: string, resultsFolder: string): Promise<FolderListing> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split('/').some((part) => part.startsWith('.')))
    .filter((path) => relative(resultsFolder, join(folder, path)).startsWith('..'))
    .sort()
  const isDocument = (path: string) => extensions.includes(extname(path).toLowerCase())
  return {
    documents: files.filter(isDocument),
    skipped: files.filter((path) => !isDocument(path)),
  }
}
