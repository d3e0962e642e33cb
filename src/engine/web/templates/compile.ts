import nunjucks from 'nunjucks'

/** What compiling needs of an environment. */
export interface CompilerOptions {
  asyncFilters: unknown[]
  extensionsList: unknown[]
  opts: object
}

/** A template as a script. */
export interface Script {
  code: string
  /** For each line of the code, the template's line that it comes from, from 1; 0 where what is done already leads on to the rest. */
  lines: number[]
}

interface Node {
  /** Counts from 0. */
  lineno?: number
}
interface Compiler {
  codebuf: string[]
  compile(node: Node, frame: unknown): void
}
interface Compilation {
  compile(source: string, asyncFilters: unknown[], extensions: unknown[], name: string, options: object): string
  Compiler: { prototype: Compiler }
}

const { compiler } = nunjucks as unknown as { compiler: Compilation }

/**
 * Compiles a template and notes which line of it each line of the script comes from, which Nunjucks itself knows of calls only.
 * @throws what Nunjucks throws of a template that cannot be read
 */
export function compile(text: string, name: string, { asyncFilters, extensionsList, opts }: CompilerOptions): Script {
  const { prototype } = compiler.Compiler
  const original = prototype.compile
  const noted = new Map<number, number>()
  let parts = 0
  let line = 0
  prototype.compile = function (node, frame) {
    for (; parts < this.codebuf.length; parts++) line += this.codebuf[parts]!.split('\n').length - 1
    if (node.lineno !== undefined && !noted.has(line)) noted.set(line, node.lineno + 1)
    original.call(this, node, frame)
  }
  try {
    const code = compiler.compile(text, asyncFilters, extensionsList, name, opts)
    let last = 1
    const lines = code.split('\n').map((text, index) => {
      last = noted.get(index) ?? last
      return /^(?:cb|callback)\(/.test(text) ? 0 : last
    })
    return { code, lines }
  } finally {
    prototype.compile = original
  }
}
