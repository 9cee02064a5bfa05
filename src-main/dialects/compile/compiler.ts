// What every part of the compiler is given: how to compile an expression, and where in the document it is.
import type { ConversationRef } from '../../../src-preload/contract/inbound.ts'
import type { Evaluate, Frame } from '../expressions/frame.ts'
import type { UsualAck } from '../schema/emits.ts'
import { ExpressionError, parseExpression } from '../expressions/parse.ts'

/** A fault of the document, with the path to it. */
export class DocumentError extends Error {
  readonly path: string
  /** How many characters into an expression; null where it is about something else. */
  readonly at: number | null
  constructor(path: string, message: string, at: number | null = null) {
    super(message)
    this.path = path
    this.at = at
  }
}

const everywhere = ['me', 'login', 'vars', 'socketId', 'now'] as const

/** The variables that each part of a document may use. */
export const scopes = {
  connect: new Set<string>(everywhere),
  refusal: new Set<string>([...everywhere, 'data', 'message']),
  opening: new Set<string>(['opening', 'data', 'message']),
  sign: new Set<string>(['args']),
  inbound: new Set<string>([
    ...everywhere,
    'args',
    'capture',
    'item',
    'outer',
    'index',
    'conversation'
  ]),
  answer: new Set<string>([
    ...everywhere,
    'args',
    'ack',
    'reply',
    'item',
    'outer',
    'index',
    'conversation',
    'entry'
  ]),
  emit: new Set<string>([...everywhere, 'conversation', 'entry']),
  fileAsk: new Set<string>([...everywhere, 'conversation', 'file', 'origin']),
  fileGo: new Set<string>([...everywhere, 'conversation', 'file', 'asked', 'chunk', 'origin']),
  fileAnswer: new Set<string>([
    ...everywhere,
    'conversation',
    'file',
    'asked',
    'ack',
    'reply',
    'origin'
  ]),
  fileWait: new Set<string>([...everywhere, 'conversation', 'file', 'args']),
  afterHttp: new Set<string>([...everywhere, 'conversation', 'entry', 'ack', 'reply'])
} as const

/** How conversations are told apart, for fields that leave it out. */
export interface Naming {
  mode: 'single' | 'joined' | 'named'
  title: string
  /** Where unnamed things belong before anything was joined, such as a room that was filled in. */
  usual: ((frame: Frame) => ConversationRef | null) | null
  /** How answers are read where nothing else is said. */
  answers: UsualAck
  /** Whether the server tells one's own words back, recognisable by nothing else. */
  repeats: boolean
  /** Where all faulty expressions are wanted, not the first alone, they are gathered here. */
  faults: DocumentError[] | null
}

/** A place in the document while it is compiled. */
export class Compiler {
  readonly path: string
  readonly scope: ReadonlySet<string>
  readonly naming: Naming
  /** Variables and first fields that were read anywhere below. */
  readonly reads: Set<string>

  constructor(path: string, scope: ReadonlySet<string>, naming: Naming, reads = new Set<string>()) {
    this.path = path
    this.scope = scope
    this.naming = naming
    this.reads = reads
  }

  /** The same, one field deeper. */
  at(field: string | number): Compiler {
    const path = this.path === '' ? String(field) : `${this.path}.${field}`
    return new Compiler(path, this.scope, this.naming, this.reads)
  }

  /** The same place with other variables. */
  seeing(scope: ReadonlySet<string>): Compiler {
    return new Compiler(this.path, scope, this.naming, this.reads)
  }

  /** Compiles an expression that stands in a field of this place. */
  need(field: string, source: string): Evaluate {
    try {
      const compiled = parseExpression(source, this.scope)
      for (const read of compiled.reads) this.reads.add(read)
      return compiled.evaluate
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error
      const path = field === '' ? this.path : this.at(field).path
      const fault = new DocumentError(path, error.message, error.at)
      if (!this.naming.faults) throw fault
      this.naming.faults.push(fault)
      return () => null
    }
  }

  /** The same for a field that may be left out. */
  maybe(field: string, source: string | undefined): Evaluate | null {
    return source === undefined ? null : this.need(field, source)
  }

  /** Refuses the document because of this place. */
  refuse(message: string): never {
    throw new DocumentError(this.path, message)
  }
}
