import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { extname, join, normalize } from 'node:path'
import { HttpError } from './http.ts'

const pageFolder = join(import.meta.dirname, 'page')
const types: Record<string, string> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.ts': 'text/javascript',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
}

// The page's two libraries, by the names of its import map.
const vendor: Record<string, string> = {
  'vendor/preact.js': 'preact',
  'vendor/preact-hooks.js': 'preact/hooks',
}

const policy = [
  "default-src 'self'",
  // The import map is the one inline script.
  "script-src 'self' 'sha256-IMPORTMAP'",
  "img-src 'self' data: https:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const stripped = new Map<string, { mtimeMs: number; code: string }>()

/** Serves the page's files as they lie in page/; TypeScript loses its types on the way. */
export async function sendPageFile(path: string, response: ServerResponse): Promise<void> {
  const file = locate(path === '/' ? 'index.html' : decodeURIComponent(path.slice('/page/'.length)))
  const body = await readFor(file).catch(() => {
    throw new HttpError(404, 'no such file')
  })
  const type = types[extname(file)] ?? 'application/octet-stream'
  response.writeHead(200, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-cache',
    ...(file.endsWith('.html')
      ? { 'content-security-policy': policy.replace('sha256-IMPORTMAP', importMapHash(body)) }
      : {}),
  })
  response.end(body)
}

function locate(path: string): string {
  const inVendor = vendor[path]
  if (inVendor) return createRequire(import.meta.url).resolve(inVendor)
  const file = normalize(join(pageFolder, path))
  if (!file.startsWith(`${pageFolder}/`)) throw new HttpError(404, 'no such file')
  return file
}

async function readFor(file: string): Promise<string> {
  if (!file.endsWith('.ts')) return readFile(file, 'utf8')
  const { mtimeMs } = await stat(file)
  const known = stripped.get(file)
  if (known?.mtimeMs === mtimeMs) return known.code
  const code = stripTypeScriptTypes(await readFile(file, 'utf8'), { mode: 'strip' })
  stripped.set(file, { mtimeMs, code })
  return code
}

function importMapHash(html: string): string {
  const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? ''
  return `sha256-${createHash('sha256').update(map).digest('base64')}`
}
