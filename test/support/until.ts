import { setTimeout as wait } from 'node:timers/promises'

/** Waits for a condition: the value it gives once that is neither undefined nor false. */
export async function until<T>(
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  options: { timeoutMs?: number; what?: string } = {},
): Promise<T> {
  const deadline = Date.now() + (options.timeoutMs ?? 30_000)
  for (;;) {
    const value = await condition()
    if (value !== undefined && value !== false) return value
    if (Date.now() > deadline) throw new Error(`waited in vain for ${options.what ?? 'a condition'}`)
    await wait(50)
  }
}
