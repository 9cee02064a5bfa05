// One thing that an event told, in a line.
import type { Told } from '../../src-preload/contract/inspector.ts'

/** `Ana: hello`, `20 · hello`, or nothing. */
export function toldLine({ who, text, count }: Told): string {
  const head = count === null ? '' : String(count)
  const said = [who, text].filter((part) => part !== null && part !== '').join(': ')
  return [head, said].filter((part) => part !== '').join(' · ')
}
