const windowMs = 60_000
const triesInWindow = 10
/** More addresses than this are not told apart: they share what tries are left. */
const mostAddresses = 1000

export interface WrongTries {
  /** Whether this address may try no more for now. */
  isOver(address: string): boolean
  note(address: string): void
}

/** Counts wrong tokens per address: ten in a minute, then none is looked at until the minute is over. */
export function countWrongTries(now: () => number = Date.now): WrongTries {
  let windowStart = now()
  let tries = new Map<string, number>()
  const keyOf = (address: string) =>
    tries.has(address) || tries.size < mostAddresses ? address : 'all others'
  const renew = () => {
    if (now() - windowStart < windowMs) return
    windowStart = now()
    tries = new Map()
  }
  return {
    isOver(address) {
      renew()
      return (tries.get(keyOf(address)) ?? 0) >= triesInWindow
    },
    note(address) {
      renew()
      const key = keyOf(address)
      tries.set(key, (tries.get(key) ?? 0) + 1)
    },
  }
}
