declare module 'virtual:sandbox' {
  /** Addresses of the sandbox's files. */
  export const frameUrl: string
  export const labUrl: string
  export const kyselyUrl: string
  export const seldomUrl: string
  export const webUrl: string
  export const migrateUrl: string
  export const wasmUrl: string
}
