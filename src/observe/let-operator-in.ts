import type { Context, MiddlewareHandler } from 'hono'
import { getCookie } from 'hono/cookie'
import { cookieName, isSession, isToken } from './session.ts'
import type { WrongTries } from './wrong-tries.ts'

/** The address at the other end, for counting wrong tries. */
export interface OperatorEnv {
  Bindings: { address: string }
}

export interface DoorDeps {
  token: string
  tries: WrongTries
}

export type Judged = 'right' | 'wrong' | 'too many tries'

/** Judges a token that somebody said; a wrong one is counted, and after too many none is looked at for a while. */
export function judge({ token, tries }: DoorDeps, said: string, address: string): Judged {
  if (tries.isOver(address)) return 'too many tries'
  if (isToken(said, token)) return 'right'
  tries.note(address)
  return 'wrong'
}

/** Lets those through who say the token in the header `Authorization`, or whose browser has logged in. */
export function letOperatorIn(
  deps: DoorDeps,
  refuse: (
    c: Context<OperatorEnv>,
    why: Exclude<Judged, 'right'> | 'nothing said',
  ) => Response | Promise<Response>,
): MiddlewareHandler<OperatorEnv> {
  return async (c, next) => {
    const [, said] = /^Bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '') ?? []
    if (said !== undefined) {
      const judged = judge(deps, said, c.env.address)
      return judged === 'right' ? next() : refuse(c, judged)
    }
    if (isSession(getCookie(c, cookieName) ?? '', deps.token, new Date())) return next()
    return refuse(c, 'nothing said')
  }
}
