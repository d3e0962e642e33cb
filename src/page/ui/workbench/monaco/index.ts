import { editor } from 'monaco-editor/editor'
import 'monaco-editor/features/register.all'
import 'monaco-editor/editor/contrib/suggest/browser/suggestController'
import 'monaco-editor/languages/definitions/typescript/register'
import { editorTypesUrl } from 'virtual:editor-types'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import * as typescript from 'monaco-editor/languages/features/typescript/register'
import type { SourceFile } from '../../../runner'
import type { FullEditor } from '../cells/upgrade'
import { MonacoView, uriOf } from './editor'
import { globals } from './globals'
import { followPageColours } from './theme'
import TypeScriptWorker from './ts.worker?worker'

self.MonacoEnvironment = {
  getWorker: (_id, label) => (label === 'typescript' || label === 'javascript' ? new TypeScriptWorker() : new EditorWorker()),
}

/** TypeScript's number for `bundler`, which Monaco's own list of names leaves out. */
const bundler = 100

let ready: Promise<void> | null = null

/** Counts who opened it: Monaco's files are the page's, and belong to the last. */
let owners = 0

/**
 * Opens Monaco with the learner's files and the declarations of what they can use.
 * @param files the learner's files; null when nobody waits any more
 */
export async function openMonaco(files: () => readonly SourceFile[] | null): Promise<FullEditor | null> {
  ready ??= setUp()
  await ready
  const own = files()
  if (own === null) return null
  const owner = ++owners
  const endColours = followPageColours()
  setFiles(own)
  // Waits for the colours of TypeScript, which Monaco loads by themselves: without them the text would flash black.
  await editor.colorize('const ready = true', 'typescript', {})
  return {
    openEditor: (host, file, text, label, events) => new MonacoView(host, file, text, label, events),
    setFiles,
    checked,
    close() {
      endColours()
      if (owner === owners) for (const model of editor.getModels()) model.dispose()
    },
  }
}

async function setUp(): Promise<void> {
  const declarations = (await (await fetch(editorTypesUrl)).json()) as Record<string, string>
  const { typescriptDefaults } = typescript
  typescriptDefaults.setCompilerOptions({
    strict: true,
    target: typescript.ScriptTarget.ESNext,
    module: typescript.ModuleKind.ESNext,
    moduleResolution: bundler as typescript.ModuleResolutionKind,
    lib: ['es2023'],
    noEmit: true,
    allowNonTsExtensions: true,
    skipLibCheck: true,
    forceConsistentCasingInFileNames: true,
  })
  typescriptDefaults.setDiagnosticsOptions({ noSuggestionDiagnostics: true })
  typescriptDefaults.setEagerModelSync(true)
  typescriptDefaults.setExtraLibs([
    { filePath: 'file:///node_modules/globals.d.ts', content: globals },
    ...Object.entries(declarations).map(([path, content]) => ({ filePath: `file://${path}`, content })),
  ])
}

function setFiles(files: readonly SourceFile[]): void {
  const wanted = new Map(files.map(({ name, text }) => [uriOf(name).toString(), text]))
  for (const model of editor.getModels()) {
    const text = wanted.get(model.uri.toString())
    if (text === undefined) model.dispose()
    else if (text !== model.getValue()) model.setValue(text)
    wanted.delete(model.uri.toString())
  }
  for (const { name, text } of files) if (wanted.has(uriOf(name).toString())) editor.createModel(text, undefined, uriOf(name))
}

async function checked(files: readonly string[]): Promise<void> {
  const uris = files.map(uriOf).filter((uri) => editor.getModel(uri))
  const client = await (await typescriptWorker())(...uris)
  await Promise.all(uris.map((uri) => client.getSemanticDiagnostics(uri.toString())))
}

/** The worker is there only when the language's lazily loaded part has set it up. */
async function typescriptWorker(): ReturnType<typeof typescript.getTypeScriptWorker> {
  for (;;) {
    try {
      return await typescript.getTypeScriptWorker()
    } catch {
      await new Promise((wake) => setTimeout(wake, 20))
    }
  }
}
