import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { operatorRoutes, type OperatorDeps } from './operator-routes.ts'

/** Answers a request if it is for the operator; false leaves it to whoever else listens on the port. */
export type Operator = (request: IncomingMessage, response: ServerResponse) => boolean

/** Metrics for a monitoring system and the page on how it runs, to be asked first by whichever server has the port. */
export function createOperator(deps: OperatorDeps): Operator {
  const app = operatorRoutes(deps)
  const listener = getRequestListener(
    (request, { incoming }) => app.fetch(request, { address: incoming.socket.remoteAddress ?? '' }),
    // They would be replaced for the whole process, the model SDKs included.
    { overrideGlobalObjects: false, errorHandler: () => new Response(null, { status: 400 }) },
  )
  return (request, response) => {
    if (!/^\/(?:metrics|operator)(?:[/?]|$)/.test(request.url ?? '')) return false
    void listener(request, response)
    return true
  }
}
