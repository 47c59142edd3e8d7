import { createReadStream, createWriteStream, type ReadStream } from 'node:fs'
import { access, mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { HttpError } from './http.ts'

export const maxFileBytes = 100 * 1024 * 1024

/** The bytes of the workspace's files, each under its id. */
export interface FileBytes {
  /** Keeps what comes and gives its size; nothing is kept where it is too much or breaks off. */
  keep(id: string, bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number>
  has(id: string): Promise<boolean>
  /** Throws a 404 where there are none. */
  open(id: string): Promise<{ size: number; stream: ReadStream }>
  remove(id: string): Promise<void>
}

export async function openFileBytes(folder: string): Promise<FileBytes> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return {
    async keep(id, bytes) {
      const unfinished = join(folder, `${id}.part`)
      let size = 0
      const counted = async function* () {
        for await (const chunk of bytes) {
          size += chunk.length
          if (size > maxFileBytes) throw new HttpError(413, 'too large')
          yield chunk
        }
      }
      try {
        await pipeline(counted, createWriteStream(unfinished, { mode: 0o600 }))
      } catch (error) {
        await rm(unfinished, { force: true })
        throw error
      }
      await rename(unfinished, join(folder, id))
      return size
    },
    has: (id) =>
      access(join(folder, id)).then(
        () => true,
        () => false,
      ),
    async open(id) {
      const file = join(folder, id)
      const { size } = await stat(file).catch(() => {
        throw new HttpError(404, 'no such file')
      })
      return { size, stream: createReadStream(file) }
    },
    remove: (id) => rm(join(folder, id), { force: true }),
  }
}
