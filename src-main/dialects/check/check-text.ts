// Checks a dialect file as its writer has it: every fault in plain words, with its path, line and column.
import * as v from 'valibot'
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'
import { limits } from '../../../src-preload/contract/limits.ts'
import { compileCollecting } from '../compile.ts'
import type { CompiledDialect } from '../compiled.ts'
import { dialectSchema } from '../schema.ts'
import { locate, placeAt, type Place } from './locate.ts'
import { wordsOf } from './words.ts'

/** One thing that is wrong. */
export interface Fault extends Place {
  /** Names and numbers to it, such as `inbound.0.text`; empty: the whole file. */
  path: string
  words: string
}

export interface Checked {
  faults: Fault[]
  /** Null where there are faults. */
  dialect: CompiledDialect | null
}

/** Checks a file's text. Never throws. */
export function checkDialectText(text: string): Checked {
  if (text.length > limits.dialectBytes) {
    return refused([fault(text, null, `larger than ${limits.dialectBytes} bytes`)])
  }
  const broken: ParseError[] = []
  const tree = parseTree(text, broken, { disallowComments: true, allowTrailingComma: false })
  if (broken.length > 0 || !tree)
    return refused(broken.slice(0, 1).map((one) => syntaxFault(text, one)))
  const document = JSON.parse(text) as unknown
  const parsed = v.safeParse(dialectSchema, document)
  if (!parsed.success) {
    return refused(
      parsed.issues.map((issue) => fault(text, tree, wordsOf(issue), v.getDotPath(issue)))
    )
  }
  const { dialect, errors } = compileCollecting(parsed.output)
  const faults = errors.map(({ path, message, at }) => fault(text, tree, message, path, at))
  return { faults, dialect: faults.length === 0 ? dialect : null }
}

function refused(faults: Fault[]): Checked {
  return { faults, dialect: null }
}

function syntaxFault(text: string, { error, offset }: ParseError): Fault {
  const words = printParseErrorCode(error)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return { path: '', words: `this is not JSON: ${words}`, ...placeAt(text, offset) }
}

/** @param at how many characters into the expression it is */
function fault(
  text: string,
  tree: Node | null,
  words: string,
  ...[path, at]: [path?: string | null, at?: number | null]
): Fault {
  const place = tree ? locate(text, tree, path ?? '', at ?? null) : placeAt(text, 0)
  return { path: path ?? '', words, ...place }
}
