import type { IncomingMessage, ServerResponse } from 'node:http'
import { readableFile } from './api-files.ts'
import type { StoredFile } from './entries.ts'
import { maxFileBytes } from './file-bytes.ts'
import { HttpError, readBody, readForm } from './http.ts'
import { botUserId } from './ids.ts'
import type { ApiDeps } from './method.ts'

type Deps = Pick<ApiDeps, 'store' | 'faults' | 'fileBytes' | 'granted'>

const loginPage = '<!DOCTYPE html><title>Sign in</title>'

/** A file for the app. Without a token that may read it Slack answers with its login page and status 200. */
export async function sendPrivateFile(
  deps: Deps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const id = pathOf(request).slice('/files-pri/'.length)
  if (isBrowser(request)) {
    // Who opens it in a browser is logged in, as everybody is here; `#page=` goes along.
    response.writeHead(302, { location: `/client/files/${encodeURIComponent(id)}` }).end()
    return
  }
  const fault = deps.faults.take('files-pri')
  const mayRead = deps.granted?.has('files:read') ?? true
  if (fault || !mayRead || request.headers.authorization !== `Bearer ${deps.store.secrets.botToken}`) {
    const login = { headers: { 'content-type': 'text/html; charset=utf-8' }, body: loginPage }
    const { headers, body } = fault?.page ?? login
    response.writeHead(fault?.status ?? 200, headers)
    response.end(body)
    return
  }
  const file = readableFile(deps.store, id)
  await send(deps, { file, contentType: downloadType(file.mimetype) }, response)
}

function isBrowser({ headers }: IncomingMessage): boolean {
  return headers.authorization === undefined && (headers.accept ?? '').includes('text/html')
}

// No document of a person becomes a page of the server's own.
function downloadType(mimetype: string): string {
  return mimetype.startsWith('text/') ? 'text/plain; charset=utf-8' : mimetype
}

/**
 * A file for the page: to be saved, never to be shown as a page of this server; a PDF opens in the browser's own viewer, and
 * a picture is shown.
 */
export async function sendClientFile(deps: Deps, id: string, response: ServerResponse): Promise<void> {
  const file = deps.store.files.get(id)
  if (!file) throw new HttpError(404, 'no such file')
  const isShown = file.mimetype === 'application/pdf' || file.mimetype === 'image/png'
  const contentType = isShown ? file.mimetype : 'application/octet-stream'
  await send(deps, { file, contentType, isShown }, response)
}

async function send(
  deps: Deps,
  { file, contentType, isShown }: { file: StoredFile; contentType: string; isShown?: boolean },
  response: ServerResponse,
): Promise<void> {
  const { size, stream } = await deps.fileBytes.open(file.id)
  response.writeHead(200, {
    'content-type': contentType,
    'content-length': String(size),
    'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeName(file.name)}`,
  })
  stream.on('error', () => response.destroy()).pipe(response)
  response.on('close', () => stream.destroy())
}

/** The app's own upload: the bytes alone, or in a form. */
export async function receiveUpload(
  deps: Deps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') throw new HttpError(405, 'method not allowed')
  const id = pathOf(request).slice('/upload/'.length)
  const file = deps.store.files.get(id)
  // Again after a lost answer, but not once the file is shared.
  if (!file || file.shares.length > 0 || file.user !== botUserId) throw new HttpError(404, 'no such upload')
  const contentType = request.headers['content-type'] ?? ''
  const bytes = contentType.includes('multipart/form-data') ? await firstFile(request, contentType) : request
  const size = await deps.fileBytes.keep(id, bytes)
  deps.store.put({ kind: 'file', value: { ...file, size } })
  response.end(`OK - ${size}`)
}

async function firstFile(request: IncomingMessage, contentType: string): Promise<Buffer[]> {
  const form = await readForm(contentType, await readBody(request, maxFileBytes + 64 * 1024))
  const part = [...form.values()].find((value) => typeof value !== 'string')
  if (!part) throw new HttpError(400, 'no file in the form')
  return [Buffer.from(await part.arrayBuffer())]
}

function pathOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'http://localhost').pathname
}

// A lone half of a character pair has no UTF-8, and these four are not allowed in a header's value.
function encodeName(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  )
}
