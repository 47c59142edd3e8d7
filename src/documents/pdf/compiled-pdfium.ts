import { readFile } from 'node:fs/promises'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'
import { fileURLToPath } from 'node:url'

const key = 'compiled-pdfium'
const wasmFile = fileURLToPath(import.meta.resolve('@embedpdf/pdfium/pdfium.wasm'))

/** PDFium compiled: by whoever started this thread if they did, else here. */
export async function compiledPdfium(): Promise<WebAssembly.Module> {
  const given = getEnvironmentData(key)
  return given instanceof WebAssembly.Module ? given : WebAssembly.compile(await readFile(wasmFile))
}

let shared: Promise<void> | undefined

/**
 * Has threads that start from now on share one compiled PDFium, with what was made faster while others read. Compiling
 * it takes a thread longer than reading most documents does.
 */
export function sharePdfium(): Promise<void> {
  return (shared ??= compiledPdfium().then((compiled) => setEnvironmentData(key, compiled as never)))
}
