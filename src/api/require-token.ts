import type { Context, MiddlewareHandler } from 'hono'
import { bearerAuth } from 'hono/bearer-auth'
import { sendProblem } from './problem.ts'

/** Lets only those in who say the token; without one nobody, and it says how to turn the API on. */
export function requireToken(token: string | null): MiddlewareHandler {
  if (token === null) return async (c) => sendOff(c)
  return bearerAuth({
    token,
    realm: 'paralegal',
    noAuthenticationHeader: { message: sendUnauthorized },
    // By itself this one would be a 400; a header of another kind is no token either.
    invalidAuthenticationHeader: { message: sendUnauthorized },
    invalidToken: { message: sendUnauthorized },
  })
}

function sendUnauthorized(c: Context): Response {
  const message = 'Say the token of this installation: Authorization: Bearer <PARALEGAL_API_TOKEN>.'
  return sendProblem(c, { status: 401, code: 'unauthorized', message })
}

function sendOff(c: Context): Response {
  const message = 'The API is off. Start Paralegal with PARALEGAL_API_TOKEN set to turn it on.'
  return sendProblem(c, { status: 404, code: 'api_off', message })
}
