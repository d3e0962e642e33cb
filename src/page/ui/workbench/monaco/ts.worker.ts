import { initialize } from 'monaco-editor/internal/common/initialize'
import { TypeScriptWorker } from 'monaco-editor/languages/features/typescript/tsWorker'
import { sharing } from './sharing'

const cell = /^file:\/\/\/(?!node_modules\/)([^:]+\.ts)$/

/** TypeScript as Monaco runs it, with the names that cells share added behind each cell's text. */
class CellsWorker extends TypeScriptWorker {
  override _getScriptText(fileName: string): string | undefined {
    const text = super._getScriptText(fileName)
    const file = cell.exec(fileName)?.[1]
    return text === undefined || file === undefined || this._getModel(fileName) === null ? text : text + sharing(file, text)
  }
}

self.onmessage = () => {
  initialize((context, data) => new CellsWorker(context, data))
}
