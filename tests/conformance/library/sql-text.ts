/** SQL that a script looks at as text. Its spelling is the library's own matter, so it is compared by what it says. */
export class SqlText {
  constructor(
    readonly text: string,
    /** Bound values, where the script asked for them too (`show`, `explain`). */
    readonly values: unknown[] | null = null,
  ) {}
  toString(): string {
    return this.text
  }
}
