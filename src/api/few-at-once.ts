import type { MiddlewareHandler } from 'hono'

/** Lets so many requests through at a time; the others wait in their order, their bodies unread. */
export function fewAtOnce(limit: number): MiddlewareHandler {
  const waiting: (() => void)[] = []
  let running = 0
  return async (_c, next) => {
    if (running < limit) running++
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      await next()
    } finally {
      // A place is handed on, so that nobody who comes just now takes it before those who wait.
      const following = waiting.shift()
      if (following) following()
      else running--
    }
  }
}
