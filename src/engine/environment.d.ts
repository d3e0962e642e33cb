// The few names of the worker that the engine may use. The DOM library is left out on purpose: the sandbox has no DOM.
declare const performance: { now(): number }
declare const console: Record<'log' | 'info' | 'warn' | 'error' | 'debug', (...values: unknown[]) => void>
declare class TextEncoder {
  encode(text: string): Uint8Array
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string
}
declare class URLSearchParams implements Iterable<[string, string]> {
  constructor(text: string)
  [Symbol.iterator](): Iterator<[string, string]>
}
declare namespace WebAssembly {
  type Module = object
  type Imports = object
  interface Instance {
    readonly exports: Record<string, unknown>
  }
  class Memory {
    private constructor()
    readonly buffer: ArrayBuffer
  }
  function instantiate(module: Module, imports: Imports): Promise<Instance>
}
