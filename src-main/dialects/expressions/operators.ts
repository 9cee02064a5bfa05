// Every operator of the language as a function from compiled operands to a compiled node.
import type { Evaluate } from './frame.ts'
import { add, finite, isMap, isSame, open, order, truth } from './values.ts'

type Binary = (left: Evaluate, right: Evaluate) => Evaluate

function arithmetic(compute: (left: number, right: number) => number): Binary {
  return (left, right) => (frame) => {
    const first = left(frame)
    const second = right(frame)
    if (typeof first !== 'number' || typeof second !== 'number') return null
    return finite(compute(first, second))
  }
}

function comparison(holds: (order: -1 | 0 | 1) => boolean): Binary {
  return (left, right) => (frame) => {
    const found = order(left(frame), right(frame))
    return found === null ? null : holds(found)
  }
}

function isIn(needle: unknown, hay: unknown, frame: Parameters<Evaluate>[0]): boolean {
  if (isMap(hay)) return open(hay, needle) !== null
  if (!Array.isArray(hay)) return false
  frame.spend(hay.length)
  return hay.some((element) => isSame(element, needle, frame))
}

/** Operators with two operands. */
export const binaryOperators: Readonly<Record<string, Binary>> = {
  '==': (left, right) => (frame) => isSame(left(frame), right(frame), frame),
  '!=': (left, right) => (frame) => !isSame(left(frame), right(frame), frame),
  '+': (left, right) => (frame) => add(left(frame), right(frame), frame),
  '-': arithmetic((left, right) => left - right),
  '*': arithmetic((left, right) => left * right),
  '/': arithmetic((left, right) => left / right),
  '%': arithmetic((left, right) => left % right),
  '<': comparison((found) => found < 0),
  '<=': comparison((found) => found <= 0),
  '>': comparison((found) => found > 0),
  '>=': comparison((found) => found >= 0),
  in: (left, right) => (frame) => isIn(left(frame), right(frame), frame),
  '[]': (left, right) => (frame) => open(left(frame), right(frame)),
  '[?]': (left, right) => (frame) => open(left(frame), right(frame)),
  '&&': (left, right) => (frame) => {
    const first = truth(left(frame))
    if (first === false) return false
    const second = truth(right(frame))
    if (second === false) return false
    return first === null || second === null ? null : true
  },
  '||': (left, right) => (frame) => {
    const first = truth(left(frame))
    if (first === true) return true
    const second = truth(right(frame))
    if (second === true) return true
    return first === null || second === null ? null : false
  }
}

/** `!x`: true for false and for what is missing. */
export function not(operand: Evaluate): Evaluate {
  return (frame) => {
    const value = truth(operand(frame))
    return value === null ? null : !value
  }
}

/** `-x` */
export function negate(operand: Evaluate): Evaluate {
  return (frame) => {
    const value = operand(frame)
    return typeof value === 'number' ? -value : null
  }
}

/** `condition ? yes : no`; a missing condition is no, one that is no boolean gives null. */
export function choose(condition: Evaluate, yes: Evaluate, no: Evaluate): Evaluate {
  return (frame) => {
    const value = truth(condition(frame))
    if (value === null) return null
    return value ? yes(frame) : no(frame)
  }
}

/** `x.name` with the name known at compile time. */
export function field(target: Evaluate, name: string): Evaluate {
  return (frame) => {
    const value = target(frame)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return Object.hasOwn(value, name) ? ((value as Record<string, unknown>)[name] ?? null) : null
  }
}

/** `x[3]` with the index known at compile time: the most frequent of all. */
export function element(target: Evaluate, at: number): Evaluate {
  return (frame) => open(target(frame), at)
}
