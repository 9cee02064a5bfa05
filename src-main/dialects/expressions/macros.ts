// The macros: the only loops of the language, over lists that are there, counted.
import { MAX_LIST, type Evaluate, type Frame } from './frame.ts'
import { isMap, truth } from './values.ts'

/** What a macro is given: the list, where its element is put, and the compiled bodies. */
export interface MacroParts {
  list: Evaluate
  slot: number
  bodies: readonly [Evaluate, ...Evaluate[]]
}

/** The elements of a list or the keys of a map; nothing else can be walked. */
function elementsOf(value: unknown, frame: Frame): readonly unknown[] {
  const elements: readonly unknown[] = Array.isArray(value)
    ? (value as unknown[])
    : isMap(value)
      ? Object.keys(value)
      : []
  frame.spend(elements.length)
  return elements.length > MAX_LIST ? elements.slice(0, MAX_LIST) : elements
}

function count(parts: MacroParts, frame: Frame, enough: number): number {
  let found = 0
  for (const element of elementsOf(parts.list(frame), frame)) {
    frame.locals[parts.slot] = element
    if (truth(parts.bodies[0](frame)) === true) found++
    if (found >= enough) break
  }
  return found
}

function map(parts: MacroParts): Evaluate {
  const [first, second] = parts.bodies
  const condition = second === undefined ? null : first
  const body = second ?? first
  return (frame) => {
    const made: unknown[] = []
    for (const element of elementsOf(parts.list(frame), frame)) {
      frame.locals[parts.slot] = element
      if (condition === null || truth(condition(frame)) === true) made.push(body(frame))
    }
    return made
  }
}

function filter(parts: MacroParts): Evaluate {
  return (frame) => {
    const kept: unknown[] = []
    for (const element of elementsOf(parts.list(frame), frame)) {
      frame.locals[parts.slot] = element
      if (truth(parts.bodies[0](frame)) === true) kept.push(element)
    }
    return kept
  }
}

function all(parts: MacroParts): Evaluate {
  return (frame) => {
    for (const element of elementsOf(parts.list(frame), frame)) {
      frame.locals[parts.slot] = element
      if (truth(parts.bodies[0](frame)) !== true) return false
    }
    return true
  }
}

function find(parts: MacroParts): Evaluate {
  return (frame) => {
    for (const element of elementsOf(parts.list(frame), frame)) {
      frame.locals[parts.slot] = element
      if (truth(parts.bodies[0](frame)) === true) return element
    }
    return null
  }
}

/** By name: `list.name(x, body)`, with how many bodies it takes. */
export const macros: Readonly<
  Record<string, { bodies: readonly number[]; make: (parts: MacroParts) => Evaluate }>
> = {
  map: { bodies: [1, 2], make: map },
  filter: { bodies: [1], make: filter },
  all: { bodies: [1], make: all },
  find: { bodies: [1], make: find },
  exists: { bodies: [1], make: (parts) => (frame) => count(parts, frame, 1) === 1 },
  exists_one: { bodies: [1], make: (parts) => (frame) => count(parts, frame, 2) === 1 }
}
