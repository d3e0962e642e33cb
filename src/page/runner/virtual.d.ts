declare module 'virtual:sandbox' {
  /** Addresses of the sandbox's three files. */
  export const frameUrl: string
  export const labUrl: string
  export const wasmUrl: string
}

declare module 'virtual:editor-types' {
  /** Address of a JSON file with declarations for the editor: file contents by path. */
  export const editorTypesUrl: string
}
