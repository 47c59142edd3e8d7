import { createServer } from 'node:http'
import { AppError } from '../errors.ts'
import type { Api } from './create-api.ts'

const patienceMs = 5000

/** A server of the API's own, for Socket Mode, where nothing else listens on the port. */
export async function serveApi(
  api: Api,
  port: number,
): Promise<{ url: string; [Symbol.asyncDispose](): Promise<void> }> {
  const server = createServer((request, response) => {
    if (!api(request, response)) response.writeHead(404).end()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(taken(port, error)))
    server.listen(port, resolve)
  })
  const address = server.address()
  return {
    url: `http://localhost:${typeof address === 'object' && address ? address.port : port}`,
    async [Symbol.asyncDispose]() {
      // Requests that run may end; one that hangs must not hold the stop.
      const timer = setTimeout(() => server.closeAllConnections(), patienceMs)
      await new Promise((resolve) => server.close(resolve))
      clearTimeout(timer)
    },
  }
}

function taken(port: number, cause: Error): AppError {
  return new AppError('config_invalid', `cannot listen on ${port}`, {
    userMessage: `The API cannot listen on port ${port} (PORT); is it used by another program? Stop that one or set another PORT.`,
    cause,
  })
}
