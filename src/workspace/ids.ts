import { randomBytes } from 'node:crypto'

export const teamId = 'T0LOCAL'
export const appId = 'A0PARALEGAL'
export const botUserId = 'U0PARALEGAL'
export const botId = 'B0PARALEGAL'

/** Ids as Slack makes them: a letter for the kind and capitals. */
export function newId(letter: string): string {
  return `${letter}0${randomBytes(5).toString('hex').toUpperCase()}`
}
