// The address of a JSON file: declarations for the editor, contents by path.
declare module 'virtual:editor-types' {
  export const editorTypesUrl: string
}

// Parts of Monaco that it ships without declarations.
declare module 'monaco-editor/internal/common/initialize' {
  /** Makes the worker answer with the object that `create` returns. */
  export function initialize(create: (context: unknown, data: unknown) => object): void
}
declare module 'monaco-editor/languages/features/typescript/tsWorker' {
  export class TypeScriptWorker {
    constructor(context: unknown, data: unknown)
    _getModel(fileName: string): object | null
    _getScriptText(fileName: string): string | undefined
    getScriptFileNames(): string[]
    getSemanticDiagnostics(fileName: string): Promise<{ messageText: unknown }[]>
  }
}
declare module 'monaco-editor/features/register.all'
declare module 'monaco-editor/languages/definitions/typescript/register'
declare module 'monaco-editor/editor/contrib/suggest/browser/suggestController'
