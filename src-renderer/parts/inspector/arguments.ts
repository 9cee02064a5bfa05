// Arguments as the person writes them, and the values that they stand for.
import { fromJson, toJson } from '../../../src-preload/contract/binary-json.ts'
import { kindOf } from '../../text/event-values.ts'

export type Argument =
  | { kind: 'json'; text: string; fault: boolean }
  | { kind: 'file'; name: string; bytes: Uint8Array; tooLarge: boolean }

/** The values, with `$binary` as the bytes that it stands for; or the arguments with those marked that are none. Nothing written is no value. */
export function valuesOf(
  args: readonly Argument[]
): { ok: true; values: unknown[] } | { ok: false; args: Argument[] } {
  const values: unknown[] = []
  const marked = args.map((arg): Argument => {
    if (arg.kind === 'file') {
      values.push(arg.bytes)
      return arg
    }
    try {
      values.push(fromJson(JSON.parse(arg.text)))
      return { ...arg, fault: false }
    } catch {
      return { ...arg, fault: true }
    }
  })
  const isBad = marked.some((arg) => (arg.kind === 'json' ? arg.fault : arg.tooLarge))
  return isBad ? { ok: false, args: marked } : { ok: true, values }
}

/** Values to begin with; bytes keep being bytes. */
export function argumentsOf(values: readonly unknown[]): Argument[] {
  return values.map((value) =>
    kindOf(value) === 'bytes'
      ? { kind: 'file', name: 'bytes', bytes: new Uint8Array(value as Uint8Array), tooLarge: false }
      : { kind: 'json', text: jsonOf(value), fault: false }
  )
}

/** Indented JSON; bytes as base64 under `$binary`. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(toJson(value), null, 2)
}
