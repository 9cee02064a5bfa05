// Reads which parameters one SQL statement takes, since libsql does not say and does not check.

/** What a statement wants bound: `?` by position, or `:name` `@name` `$name` by name; never both. */
export type SqlParameters =
  { kind: 'positional'; count: number } | { kind: 'named'; names: readonly string[] }

/** Everything that may hold a `?` or a `;` without meaning it, then the tokens that do mean it. */
const TOKENS =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\?(\d*)|[:@$]([A-Za-z_]\w*)|;/g
const ONLY_SPACE_AND_COMMENTS = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))*$/

/** Reads the parameters of one statement; throws where a second statement would be silently lost. */
export function readSqlParameters(sql: string): SqlParameters {
  const names = new Set<string>()
  let count = 0
  for (const token of sql.matchAll(TOKENS)) {
    const [text, number, name] = token
    if (text === ';') {
      refuseSecondStatement(sql, token.index + 1)
    } else if (name !== undefined) {
      names.add(name)
    } else if (number !== undefined) {
      count = number === '' ? count + 1 : Math.max(count, Number(number))
    }
  }
  if (names.size > 0 && count > 0) {
    throw new TypeError(`SQL mixes named and positional parameters: ${sql}`)
  }
  return names.size > 0 ? { kind: 'named', names: [...names] } : { kind: 'positional', count }
}

function refuseSecondStatement(sql: string, end: number): void {
  if (!ONLY_SPACE_AND_COMMENTS.test(sql.slice(end))) {
    throw new TypeError(`Only the first of several statements would run; use exec: ${sql}`)
  }
}
