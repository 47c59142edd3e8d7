/** How many tasks one person may start in an hour and in a day; null for no limit. */
export interface UserLimits {
  hour: number | null
  day: number | null
}

export const noUserLimits: UserLimits = { hour: null, day: null }

/** "20/hour 100/day"; null for what cannot be understood: a limit that is silently none would be expensive. */
export function readUserLimits(text: string): UserLimits | null {
  const limits = { ...noUserLimits }
  for (const word of text.split(/[\s,]+/).filter((each) => each !== '')) {
    const [, number, span] = /^(\d{1,6})\/(hour|day)$/.exec(word) ?? []
    if (span === undefined || Number(number) < 1 || limits[span as keyof UserLimits] !== null) return null
    limits[span as keyof UserLimits] = Number(number)
  }
  return limits
}
