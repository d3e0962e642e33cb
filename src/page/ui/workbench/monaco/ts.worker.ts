import { initialize } from 'monaco-editor/internal/common/initialize'
import { TypeScriptWorker } from 'monaco-editor/languages/features/typescript/tsWorker'
import { backrefsIn, isBackref } from './backrefs'
import { sharing } from './sharing'

const cell = /^file:\/\/\/(?!node_modules\/)([^:]+\.ts)$/

/** TypeScript as Monaco runs it, with the names that cells share added behind each cell's text, and with what backrefs add. */
class CellsWorker extends TypeScriptWorker {
  override _getScriptText(fileName: string): string | undefined {
    const text = super._getScriptText(fileName)
    const file = cell.exec(fileName)?.[1]
    return text === undefined || file === undefined || this._getModel(fileName) === null ? text : text + sharing(file, text)
  }

  override async getSemanticDiagnostics(fileName: string): Promise<{ messageText: unknown }[]> {
    const found = await super.getSemanticDiagnostics(fileName)
    if (found.length === 0) return found
    const cells = this.getScriptFileNames().filter((name) => cell.test(name))
    const backrefs = backrefsIn(cells.map((name) => super._getScriptText(name) ?? ''))
    return found.filter(({ messageText }) => !isBackref(messageText, backrefs))
  }
}

self.onmessage = () => {
  initialize((context, data) => new CellsWorker(context, data))
}
