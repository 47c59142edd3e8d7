/** Does it at most so often: who asks in between, or meanwhile, gets what came of the last time. A failure is not kept. */
export function atMostEvery<T>(ms: number, work: () => Promise<T>): () => Promise<T> {
  let last: { at: number; result: Promise<T> } | undefined
  return async () => {
    if (last && performance.now() - last.at < ms) return last.result
    const started = { at: performance.now(), result: work() }
    last = started
    return started.result.catch((error: unknown) => {
      if (last === started) last = undefined
      throw error
    })
  }
}
