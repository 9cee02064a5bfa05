// The value of a result that a benchmark can not go on without.
import type { Result } from '../../../src-preload/contract/failure.ts'

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.failure)}`)
  return result.value
}
