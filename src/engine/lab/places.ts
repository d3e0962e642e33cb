import type { Frame, Place } from '../../protocol'

/** Files are told apart inside `$at.p` by this step: file 2, line 7 is 2 * step + 7. */
const step = 1_000_000

/** What compiled code writes to (see the page's `instrument`): where we are, and a countdown to the next look at the time. */
export interface Position {
  p: number
  n: number
}

/** The learner's files as an engine names them in stacks, and the current line. */
export class Places {
  readonly position: Position = { p: 0, n: 0 }
  private readonly names: string[] = ['']
  private readonly byUrl = new Map<string, string>()
  private readonly code = new Map<string, string[]>()
  /** Columns of a file's first line that hold the start of the function around its code. */
  private readonly heads = new Map<string, number>()
  /** Lines of scripts that were made of a file, by address. */
  private readonly linesOf = new Map<string, readonly number[]>()
  /** Reading a stack costs about 50 us, so only the first places of a run are exact; later ones come from `position`. */
  private exact = 0

  constructor(private readonly exactPlaces = 500) {}

  /** Starts a run. */
  reset(): void {
    this.exact = this.exactPlaces
    this.position.p = 0
  }

  /**
   * Makes a file known and returns the number that its code adds to its lines.
   * @param head columns that are put before its first line
   */
  base(file: string, code = '', head = 0): number {
    this.code.set(file, code.split('\n'))
    this.heads.set(file, head)
    let index = this.names.indexOf(file)
    if (index < 0) index = this.names.push(file) - 1
    return index * step
  }

  /** WebKit names a script by its blob: address even when the script names itself. */
  alias(url: string, file: string): void {
    this.byUrl.set(url, file)
  }

  /**
   * Runs a script that was made of a file, or of none of the learner's: its lines in stacks are those of the file.
   * @returns the addresses by which stacks may name it
   */
  evaluateMade(
    script: string,
    made: { file: string; lines: readonly number[] } | null,
    evaluate: (script: string, name: string) => string | null,
  ): string[] {
    const url = made === null ? 'built-in.js' : `${made.file.replace(/\s/g, '%20')}.js`
    const alias = evaluate(`${script}\n//# sourceURL=${url}`, url)
    if (made === null) return []
    const urls = alias === null ? [url] : [url, alias]
    for (const each of urls) {
      this.alias(each, made.file)
      this.linesOf.set(each, made.lines)
    }
    return urls
  }

  /** The line that was noted last, or null before the first one. */
  noted(): Place | null {
    const file = this.names[Math.floor(this.position.p / step)]
    return file ? { file, line: this.position.p % step } : null
  }

  /** The learner's line that led here: exact while the run is young, the noted one later. */
  current(): Place | null {
    if (this.exact <= 0) return this.noted()
    this.exact--
    const [frame] = this.frames(new Error().stack)
    return frame === undefined ? this.noted() : { file: frame.file, line: frame.line }
  }

  /** The learner's frames of a stack, innermost first. Frames of the engine are left out. */
  frames(stack: unknown): Frame[] {
    if (typeof stack !== 'string') return []
    const frames: Frame[] = []
    for (const text of stack.slice(0, 20_000).split('\n')) {
      const match = /^\s*(?:at\s+)?(?:(?<name>.*?)(?:\s+\(|@))?(?<url>[^()@]+?):(?<line>\d+):(?<column>\d+)\)?\s*$/.exec(text)
      if (match === null) continue
      const { url, line, column, name } = match.groups as { url: string; line: string; column: string; name?: string }
      const file = this.byUrl.get(url) ?? this.fileOf(url)
      const lines = this.linesOf.get(url)
      if (file !== null && lines !== undefined) addLine(frames, { file, line: lines[Number(line) - 1] ?? 0, name: null })
      else if (file !== null && !this.isHead(file, Number(line), Number(column)) && !this.declares(file, Number(line), name))
        frames.push({ file, line: Number(line), name: functionName(name) })
    }
    return frames
  }

  /** WebKit names an asynchronous function twice: where it is, and where it begins. A cell's begins before its first line. */
  private isHead(file: string, line: number, column: number): boolean {
    return line === 1 && column <= (this.heads.get(file) ?? 0)
  }

  /** A constructor that nobody wrote is where its class begins; what counts is the line that called it. */
  private declares(file: string, line: number, name = ''): boolean {
    return this.code.get(file)?.[line - 1]?.includes(`class ${name.replace(/^new /, '')} `) ?? false
  }

  private fileOf(url: string): string | null {
    const name = url.replace(/^(?:async |file:\/\/)/, '')
    return name !== '' && this.names.includes(name) ? name : null
  }
}

/** The functions of a script that was made of a file mean nothing to who wrote it: several of them are one line there. */
function addLine(frames: Frame[], frame: Frame): void {
  const last = frames.at(-1)
  if (frame.line > 0 && (last?.file !== frame.file || last.line !== frame.line)) frames.push(frame)
}

/** Null for a cell's own top level, which an engine gives no name or an invented one. */
function functionName(name: string | undefined): string | null {
  const plain = name
    ?.replace(/^(?:async[ *])?(?:(?:Object|Module)\.)?/, '')
    .replace(/ \[as .*\]$/, '')
    .trim()
  return plain === undefined || plain === '' || /^(<anonymous>|eval|anonymous|\$cell\b.*)$/.test(plain) ? null : plain
}
