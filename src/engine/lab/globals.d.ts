// What the lab alone needs of the worker, beyond the names that the whole engine may use.
declare function setTimeout(callback: () => void, ms: number): number
declare namespace WebAssembly {
  type Module = object
  type Imports = object
  function instantiate(module: Module, imports: Imports): Promise<object>
}
