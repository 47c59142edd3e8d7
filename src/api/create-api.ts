import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import type { Db } from '../db/connect.ts'
import { healthRoutes } from './health.ts'
import { apiRoutes, type ApiDeps } from './routes.ts'

/** Answers a request if it is one for the API; false leaves it to whoever else listens on the port. */
export type Api = (request: IncomingMessage, response: ServerResponse) => boolean

/** The HTTP API for programs that are not Slack, to be asked first by whichever server has the port. */
export function createApi(deps: ApiDeps): Api {
  return answering(/^\/(?:api\/tasks|healthz|readyz)(?:[/?]|$)/, apiRoutes(deps))
}

/** Only whether the program runs and its database answers, for a worker. */
export function createHealth(deps: { db: Db }): Api {
  return answering(/^\/(?:healthz|readyz)(?:[/?]|$)/, healthRoutes(deps))
}

function answering(paths: RegExp, app: Hono): Api {
  const listener = getRequestListener((request) => app.fetch(plain(request)), {
    // It would replace Request and Response for the whole process, the model SDKs included.
    overrideGlobalObjects: false,
    errorHandler: () =>
      Response.json(
        { error: { code: 'usage', message: 'The request’s address cannot be read.' } },
        { status: 400 },
      ),
  })
  return (request, response) => {
    if (!paths.test(request.url ?? '')) return false
    void listener(request, response)
    return true
  }
}

// hono/body-limit copies a request with chunks by `new Request(request)`, which refuses the adapter's own lazy ones.
function plain({ url, method, headers, body, signal }: Request): Request {
  return new Request(url, { method, headers, body, signal, duplex: 'half' })
}
