import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium'
import { compiledPdfium } from './compiled-pdfium.ts'

/** PDFium's functions, and its memory as bytes and as floats; the views change when the memory grows. */
export type Pdfium = WrappedPdfiumModule & {
  pdfium: { HEAPU8: Uint8Array; HEAPF32: Float32Array; HEAPF64: Float64Array }
}

const wasmPage = 65_536
let loaded: Promise<Pdfium> | undefined
let isStarved = false

/** Whether PDFium was refused memory in this thread: what it could not read then need not be damaged. */
export function wasRefusedMemory(): boolean {
  return isStarved
}

/**
 * PDFium in WebAssembly: what a hostile PDF may break is its own memory, and of that it gets no more than `maxMemoryMb`.
 * Only in a thread.
 */
export function loadPdfium(maxMemoryMb: number): Promise<Pdfium> {
  return (loaded ??= load(maxMemoryMb))
}

async function load(maxMemoryMb: number): Promise<Pdfium> {
  const compiled = await compiledPdfium()
  const pdfium = await init({
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm: (imports: WebAssembly.Imports, receive: Receive) => {
      void instantiate({ compiled, imports, maxMemoryMb }, receive)
      return {}
    },
  })
  pdfium.PDFiumExt_Init()
  return { ...pdfium, ...directCalls(pdfium) } as Pdfium
}

// The package's own wrappers convert arguments by name at every call; all but one take numbers alone.
function directCalls(pdfium: WrappedPdfiumModule): object {
  const exports = Object.entries(pdfium.pdfium.wasmExports)
  return Object.fromEntries(
    exports.filter(([name]) => name.startsWith('FPDF') && name !== 'FPDF_LoadMemDocument'),
  )
}

type Receive = (instance: WebAssembly.Instance) => void

async function instantiate(
  of: { compiled: WebAssembly.Module; imports: WebAssembly.Imports; maxMemoryMb: number },
  receive: Receive,
): Promise<void> {
  const instance = await WebAssembly.instantiate(of.compiled, of.imports)
  limitMemory(instance, of.maxMemoryMb)
  receive(instance)
}

function limitMemory(instance: WebAssembly.Instance, maxMemoryMb: number): void {
  const { memory } = instance.exports
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('PDFium without its memory')
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * wasmPage > maxMemoryMb * 1024 * 1024) {
      isStarved = true
      throw new RangeError('PDFium asks for more memory than it may have')
    }
    return WebAssembly.Memory.prototype.grow.call(memory, pages)
  }
}

/** A piece of PDFium's memory, given back at the end of the block. */
export interface Scratch extends Disposable {
  at: number
  /** The float at an index of it. */
  float: (index: number) => number
  double: (index: number) => number
  /** A copy of its first bytes. */
  bytes: (count: number) => Buffer
}

/** `size` bytes of PDFium's memory. */
export function scratch({ pdfium }: Pdfium, size: number): Scratch {
  const at = pdfium.wasmExports.malloc(size)
  if (at === 0) throw new RangeError('PDFium has no memory left')
  return {
    at,
    float: (index) => pdfium.HEAPF32[at / 4 + index] ?? 0,
    double: (index) => pdfium.HEAPF64[at / 8 + index] ?? 0,
    bytes: (count) => Buffer.from(pdfium.HEAPU8.slice(at, at + count).buffer),
    [Symbol.dispose]: () => pdfium.wasmExports.free(at),
  }
}
