import type { FlaskTold } from '../../../protocol'
import { exportPython } from '../revisions/export-python'
import type { Session } from './environment'

/** All scripts as Alembic's Python. @throws TermError CommandError when the scripts do not fit together */
export function pythonScripts(s: Session): FlaskTold {
  const files = s.graph().scripts.map((script) => {
    const { text } = exportPython(script, s.environment.connection)
    return [script.path.replace(/\.ts$/, '.py'), text] as const
  })
  return { kind: 'python', files: Object.fromEntries(files) }
}
