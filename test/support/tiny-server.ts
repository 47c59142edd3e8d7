import { createServer, type IncomingMessage } from 'node:http'

export interface TinyAnswer {
  status?: number
  headers?: Record<string, string>
  /** Sent as JSON; a text as it is. */
  body?: unknown
  /** Never answers. */
  hangs?: true
}

export interface TinyServer {
  url: string
  asked: string[]
  [Symbol.asyncDispose](): Promise<void>
}

/** A server of somebody else's that answers as a test says. */
export async function startTinyServer(
  answer: (path: string, request: IncomingMessage) => TinyAnswer,
): Promise<TinyServer> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push(path)
    const { status = 200, headers = {}, body = {}, hangs } = answer(path, request)
    if (hangs) return
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
