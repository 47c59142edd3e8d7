import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

export const cookieName = 'paralegal_operator'
export const sessionSeconds = 12 * 3600

/** Whether somebody said the token; how long it takes says nothing of how much of it was right. */
export function isToken(said: string, token: string): boolean {
  return timingSafeEqual(digest(said), digest(token))
}

/** What a browser keeps in place of the token: until when it may look, signed with the token, so that a new one ends it. */
export function signSession(token: string, now: Date): string {
  const until = String(Math.floor(now.getTime() / 1000) + sessionSeconds)
  return `${until}.${signatureOf(until, token)}`
}

export function isSession(cookie: string, token: string, now: Date): boolean {
  const [, until = '', signature = ''] = /^(\d{1,12})\.([\w-]{43})$/.exec(cookie) ?? []
  return isToken(signature, signatureOf(until, token)) && Number(until) * 1000 > now.getTime()
}

function signatureOf(until: string, token: string): string {
  return createHmac('sha256', token).update(`paralegal operator until ${until}`).digest('base64url')
}

// Of the same length, whatever was said.
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
