declare module 'virtual:sandbox' {
  /** Addresses of the sandbox's three files. */
  export const frameUrl: string
  export const labUrl: string
  export const wasmUrl: string
}
