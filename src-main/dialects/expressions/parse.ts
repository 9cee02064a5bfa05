// From the text of an expression to something that runs: CEL's grammar, our lenient meaning.
/*
 * cel-js parses; it does not evaluate here. Measured on a message mapping: its evaluator throws for
 * each missing field, which costs 13 µs where a field that is there costs 0.24; it knows no
 * `double + int`, and JSON has only doubles; it gives ints as BigInt; its `matches` is an unbounded
 * RegExp; and its loops can't be counted. Closures over its syntax tree do all that in 100 lines.
 */
import { Environment, type ASTNode } from '@marcbachmann/cel-js'
import { variables, type Evaluate, type Frame, type VariableName } from './frame.ts'
import { macros } from './macros.ts'
import { binaryOperators, choose, element, field, negate, not } from './operators.ts'
import { prelude } from './prelude.ts'

const MAX_CHARACTERS = 2000
const grammar = new Environment({
  unlistedVariablesAreDyn: true,
  homogeneousAggregateLiterals: false,
  enableOptionalTypes: true,
  limits: {
    maxAstNodes: 400,
    maxDepth: 40,
    maxListElements: 100,
    maxMapEntries: 100,
    maxCallArguments: 16
  }
})

/** A checked expression. */
export interface Expression {
  source: string
  evaluate: Evaluate
  /** Variables and their first fields that it reads, such as `entry.replyTo`. */
  reads: ReadonlySet<string>
}

/** Why an expression is refused, and where in it. */
export class ExpressionError extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

interface Scope {
  allowed: ReadonlySet<string>
  locals: readonly string[]
  reads: Set<string>
}

/** Compiles one expression; throws ExpressionError, which `compileDialect` turns into a failure. */
export function parseExpression(source: string, allowed: ReadonlySet<string>): Expression {
  if (source.length > MAX_CHARACTERS) throw new ExpressionError('too long', MAX_CHARACTERS)
  const reads = new Set<string>()
  const run = compile(parseSyntax(source), { allowed, locals: [], reads })
  return { source, evaluate: guarded(run), reads }
}

function parseSyntax(source: string): ASTNode {
  try {
    return grammar.parse(source).ast
  } catch (error) {
    const { summary, range } = error as { summary?: string; range?: { start: number } }
    throw new ExpressionError(summary ?? 'not an expression', range?.start ?? 0)
  }
}

/** An expression that fails or does too much is null. */
function guarded(run: Evaluate): Evaluate {
  return (frame: Frame) => {
    // Throwing costs a microsecond: once the steps are gone, nothing is tried any more.
    if (frame.steps < 0) return null
    try {
      return run(frame)
    } catch {
      // Only the step limit throws by design; what it costs stays with the frame, so it stays empty.
      return null
    }
  }
}

function compile(node: ASTNode, scope: Scope): Evaluate {
  // All other nodes are operators with two operands; `binary` refuses those that it does not know.
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the line above
  switch (node.op) {
    case 'value':
      return literal(node.args)
    case 'id':
      return variable(node.args, node, scope)
    case '.':
    case '.?':
      return member(node.args[0], node.args[1], scope)
    case 'list':
      return list(node.args, scope)
    case 'map':
      return map(node.args, scope)
    case '?:': {
      const [condition, yes, no] = node.args
      return choose(compile(condition, scope), compile(yes, scope), compile(no, scope))
    }
    case '!_':
      return not(compile(node.args, scope))
    case '-_':
      return negate(compile(node.args, scope))
    case 'call':
      return call(node.args[0], node.args[1], node, scope)
    case 'rcall':
      return methodCall(node.args, node, scope)
    default:
      return binary(node.op, node.args, node, scope)
  }
}

function literal(value: unknown): Evaluate {
  const constant = typeof value === 'bigint' ? Number(value) : toPlain(value)
  return () => constant
}

/** An unsigned literal (`1u`) is a class of cel-js: a number here. */
function toPlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
  return Number(value.valueOf())
}

function variable(name: string, node: ASTNode, scope: Scope): Evaluate {
  const slot = scope.locals.lastIndexOf(name)
  if (slot >= 0) return (frame) => frame.locals[slot] ?? null
  if (!scope.allowed.has(name)) throw new ExpressionError(`unknown variable ${name}`, node.start)
  scope.reads.add(name)
  return variables[name as VariableName]
}

function member(target: ASTNode, name: string, scope: Scope): Evaluate {
  if (target.op === 'id' && !scope.locals.includes(target.args)) {
    scope.reads.add(`${target.args}.${name}`)
  }
  return field(compile(target, scope), name)
}

function binary(op: string, args: readonly ASTNode[], node: ASTNode, scope: Scope): Evaluate {
  const [left, right] = args
  const make = binaryOperators[op]
  if (!left || !right || !make) throw new ExpressionError(`unknown operator ${op}`, node.start)
  if (op === '[]' && right.op === 'value' && typeof right.args === 'bigint') {
    return element(compile(left, scope), Number(right.args))
  }
  return make(compile(left, scope), compile(right, scope))
}

function list(nodes: readonly ASTNode[], scope: Scope): Evaluate {
  const parts = nodes.map((node) => compile(node, scope))
  return (frame) => {
    frame.spend(parts.length)
    return parts.map((part) => part(frame))
  }
}

function map(entries: readonly (readonly [ASTNode, ASTNode])[], scope: Scope): Evaluate {
  const parts = entries.map(([key, value]) => [mapKey(key), compile(value, scope)] as const)
  return (frame) => {
    frame.spend(parts.length)
    return Object.fromEntries(parts.map(([key, value]) => [key, value(frame)]))
  }
}

/** Keys are literal texts, so that no server can choose them. */
function mapKey(node: ASTNode): string {
  const key = node.op === 'value' ? node.args : null
  if (typeof key === 'string' && key !== '__proto__') return key
  throw new ExpressionError('a key must be a plain text', node.start)
}

function call(name: string, args: readonly ASTNode[], node: ASTNode, scope: Scope): Evaluate {
  const [only] = args
  if (name === 'has' && only) {
    const target = compile(only, scope)
    return (frame) => target(frame) !== null
  }
  const found = Object.hasOwn(prelude, name) ? prelude[name] : undefined
  if (!found) throw new ExpressionError(`unknown function ${name}`, node.start)
  if (args.length < found.least || args.length > found.most) {
    throw new ExpressionError(`${name} takes ${found.least} to ${found.most} values`, node.start)
  }
  const parts = args.map((part) => compile(part, scope))
  return apply(found.run, parts)
}

function apply(run: (args: unknown[], frame: Frame) => unknown, parts: Evaluate[]): Evaluate {
  const [first, second] = parts
  if (first && parts.length === 1) return (frame) => (frame.spend(1), run([first(frame)], frame))
  if (first && second && parts.length === 2) {
    return (frame) => (frame.spend(1), run([first(frame), second(frame)], frame))
  }
  return (frame) => {
    frame.spend(1)
    return run(
      parts.map((part) => part(frame)),
      frame
    )
  }
}

/** `x.f(y)` is `f(x, y)`, a macro, or `cel.bind`. */
function methodCall(
  [name, target, args]: readonly [string, ASTNode, readonly ASTNode[]],
  node: ASTNode,
  scope: Scope
): Evaluate {
  const [named, ...bodies] = args
  if (name === 'bind' && target.op === 'id' && target.args === 'cel') return bind(args, node, scope)
  const macro = Object.hasOwn(macros, name) ? macros[name] : undefined
  if (!macro || !named || !macro.bodies.includes(bodies.length)) {
    return call(name, [target, ...args], node, scope)
  }
  const inner = withLocal(named, scope)
  const [first, ...rest] = bodies.map((body) => compile(body, inner))
  if (!first) throw new ExpressionError(`${name} needs a body`, node.start)
  const slot = scope.locals.length
  return macro.make({ list: compile(target, scope), slot, bodies: [first, ...rest] })
}

function withLocal(named: ASTNode, scope: Scope): Scope {
  if (named.op !== 'id') throw new ExpressionError('a name is needed here', named.start)
  return { ...scope, locals: [...scope.locals, named.args] }
}

/** `cel.bind(name, value, body)` */
function bind(args: readonly ASTNode[], node: ASTNode, scope: Scope): Evaluate {
  const [named, value, body] = args
  if (!named || !value || !body) throw new ExpressionError('bind takes three values', node.start)
  const slot = scope.locals.length
  const bound = compile(value, scope)
  const run = compile(body, withLocal(named, scope))
  return (frame) => {
    frame.locals[slot] = bound(frame)
    return run(frame)
  }
}
