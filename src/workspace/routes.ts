import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerClient, type ClientDeps } from './client-api.ts'
import { HttpError, isLocalHost, readJson, sendJson } from './http.ts'
import { sendPageFile } from './page-files.ts'
import { receiveUpload, sendPrivateFile } from './served-files.ts'
import { SlackRefusal } from './slack-refusal.ts'
import { answerWebApi } from './web-api.ts'

const maxAnswerBytes = 1024 * 1024

/** Answers one request of the app, the page or a browser; never throws. */
export async function answerRequest(
  deps: ClientDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('cross-origin-resource-policy', 'same-origin')
  response.setHeader('referrer-policy', 'no-referrer')
  try {
    await route(deps, request, response)
  } catch (error) {
    answerError(error, response)
  }
}

async function route(deps: ClientDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  refuseStrangers(request)
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  if (pathname.startsWith('/client/')) return answerClient(deps, request, response)
  if (pathname.startsWith('/files-pri/')) return sendPrivateFile(deps, request, response)
  if (pathname.startsWith('/upload/')) return receiveUpload(deps, request, response)
  if (pathname.startsWith('/api/')) {
    if (request.method !== 'POST' && request.method !== 'GET') throw new HttpError(405, 'method not allowed')
    return answerWebApi(deps, request, response)
  }
  if (pathname.startsWith('/response/')) {
    if (request.method !== 'POST') throw new HttpError(405, 'method not allowed')
    deps.responseUrls.post(pathname.slice('/response/'.length), await readJson(request, maxAnswerBytes))
    return sendJson(response, { value: { ok: true } })
  }
  if (pathname === '/' || pathname.startsWith('/page/')) return sendPageFile(pathname, response)
  throw new HttpError(404, 'not found')
}

function refuseStrangers(request: IncomingMessage): void {
  const { host, origin } = request.headers
  if (!isLocalHost(host)) throw new HttpError(403, 'only for this machine')
  // Another site's page in the same browser may send here, but not under its own name.
  if (request.method !== 'GET' && origin !== undefined && origin !== `http://${host}`)
    throw new HttpError(403, 'foreign origin')
}

function answerError(error: unknown, response: ServerResponse): void {
  if (response.headersSent) return void response.destroy()
  // The rest of a body that nobody reads must not hold the connection.
  response.setHeader('connection', 'close')
  sendJson(response, {
    status: statusOf(error),
    value: { ok: false, error: error instanceof Error ? error.message : 'error' },
  })
}

function statusOf(error: unknown): number {
  if (error instanceof HttpError) return error.status
  if (error instanceof SlackRefusal) return 404
  return error instanceof SyntaxError || error instanceof URIError ? 400 : 500
}
