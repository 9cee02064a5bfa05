// Every function that an expression may call, by name.
import type { Frame } from './frame.ts'
import { dataFunctions } from './prelude-data.ts'
import { textFunctions } from './prelude-text.ts'
import { timeFunctions } from './prelude-time.ts'

/** A function of the language: pure, total, and bounded by what it spends. */
export interface PreludeFunction {
  least: number
  most: number
  run: (args: unknown[], frame: Frame) => unknown
}

export const prelude: Readonly<Record<string, PreludeFunction>> = {
  ...textFunctions,
  ...dataFunctions,
  ...timeFunctions
}
