// What is used here of WebAssembly's JavaScript interface; the types of Node.js leave it out.
declare namespace WebAssembly {
  type Imports = Record<string, Record<string, unknown>>
  interface Instance {
    exports: Record<string, unknown>
  }
  class Memory {
    readonly buffer: ArrayBuffer
    grow(pages: number): number
  }
  interface Module {
    readonly [Symbol.toStringTag]: string
  }
  const Module: { prototype: Module; new (): Module }
  function compile(bytes: Uint8Array): Promise<Module>
  function instantiate(compiled: Module, imports: Imports): Promise<Instance>
}
