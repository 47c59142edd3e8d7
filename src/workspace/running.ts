import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const answerWithinMs = 1000

/** Two servers on one folder would write over each other. */
export class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning'
  readonly url: string

  constructor(url: string) {
    super(`another workspace runs on this folder: ${url}`)
    this.url = url
  }
}

/** Throws `AlreadyRunning` where a server that uses this folder answers; what a killed one left is passed over. */
export async function refuseSecond(folder: string): Promise<void> {
  const url = await readFile(join(folder, 'url'), 'utf8').catch(() => null)
  if (url === null) return
  const marker = await fetch(`${url}/client/folder`, { signal: AbortSignal.timeout(answerWithinMs) })
    .then((response) => response.text())
    .catch(() => null)
  // Another program may have got the port since.
  if (marker === folder) throw new AlreadyRunning(url)
}

/** Notes where this folder is served; the returned function takes the note away. */
export async function noteRunning(folder: string, url: string): Promise<() => Promise<void>> {
  await writeFile(join(folder, 'url'), url)
  return () => rm(join(folder, 'url'), { force: true })
}
