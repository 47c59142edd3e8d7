import { readFile } from 'node:fs/promises'
import { AppError } from '../errors.ts'

/** A file that a person named. Throws `usage`. */
export async function readBytes(path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
}

export function unreadable(path: string, cause: unknown): AppError {
  return new AppError('usage', `cannot read ${path}`, { userMessage: `${path} cannot be read.`, cause })
}
