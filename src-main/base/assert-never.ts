// Makes the compiler prove that a switch over a union covers every member.

/** Never reached; throws with the value's kind if a wrong value got past the border checks. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)?.slice(0, 100)}`)
}
