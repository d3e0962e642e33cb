/** An expression of a script, as nested JSON. The forms without a comment are those of the recordings. */
export type Expr =
  | ['n', string]
  | ['c', string | number | boolean | null]
  | ['bytes', string]
  | ['.', Expr, string]
  | ['()', Expr, Expr[], { [keyword: string]: Expr }]
  | ['[]', Expr, Expr]
  | ['slice', Expr | null, Expr | null, Expr | null]
  | ['list', Expr[]]
  | ['tuple', Expr[]]
  | ['set', Expr[]]
  | ['dict', [Expr | null, Expr][]]
  | ['op', string, Expr, Expr]
  | ['un', string, Expr]
  | ['bool', 'and' | 'or', Expr[]]
  | ['cmp', Expr, [string, Expr][]]
  | ['if', Expr, Expr, Expr]
  | ['lambda', string[], Expr]
  | ['comp', 'list' | 'gen' | 'set' | 'dict', Expr, Clause[]]
  /** `*items` as an argument or list element. */
  | ['*', Expr]
  /** An f-string: literal texts and values with their format. */
  | ['fstring', (string | [Expr, string, string])[]]

/** `for target in iter if ...`. */
export type Clause = [Expr, Expr, Expr[]]

export type Handler = [Expr | null, string | null, Stmt[]]

/** `name`, `*name` or `**name`, with its default. */
export type Param = [string, Expr | null]

export type Stmt =
  | ['expr', Expr]
  | ['=', Expr[], Expr]
  | ['op=', string, Expr, Expr]
  | ['del', Expr[]]
  | ['with', [Expr, Expr | null][], Stmt[]]
  | ['for', Expr, Expr, Stmt[]]
  | ['try', Stmt[], Handler[]]
  | ['try', Stmt[], Handler[], Stmt[]]
  | ['import', string | null, [string, string | null][]]
  /** The recordings hold the rest as text only. */
  | ['class', string, Expr[], Stmt[], Expr[]]
  | ['def', string, Param[], Stmt[], Expr[]]
  | ['return', Expr | null]
  | ['branch', [Expr, Stmt[]][], Stmt[]]
  | ['while', Expr, Stmt[]]
  | ['raise', Expr | null]
  | ['assert', Expr, Expr | null]
  | ['pass']
  | ['break']
  | ['continue']
