// Compiles a dialect document from anybody into pure functions, or says where it is wrong.
import * as v from 'valibot'
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import { limits } from '../../src-preload/contract/limits.ts'
import type { DialectOrigin } from '../../src-preload/contract/network-calls.ts'
import type { CompiledDialect } from './compiled.ts'
import { Compiler, DocumentError, scopes, type Naming } from './compile/compiler.ts'
import {
  compileConnect,
  compileHttpSteps,
  compileRefusal,
  credentialsOf
} from './compile/connect.ts'
import { deriveFeatures, deriveProofs } from './compile/features.ts'
import { compileFiles } from './compile/files.ts'
import { compileInbound } from './compile/inbound.ts'
import { compileStep } from './compile/join.ts'
import { compileIntents, makeTalk } from './compile/outbound.ts'
import { compilePlace } from './compile/place.ts'
import { compileSigns } from './compile/signs.ts'
import { compileUnanswered } from './compile/unanswered.ts'
import { dialectSchema, type DialectDocument } from './schema.ts'

/** Most expressions of one document would be compiled long before; most of its characters. */
const MAX_REASON = 300

/**
 * Compiles a document. A refusal is `dialect-invalid` with `path` and `reason`. `builtIn` says where
 * it came from, which a document can't say of itself.
 */
export function compileDialect(document: unknown, builtIn = false): Result<CompiledDialect> {
  const size = sizeOf(document)
  if (size === null || size > limits.dialectBytes) return invalid('', 'not JSON, or too large')
  const parsed = v.safeParse(dialectSchema, document)
  if (!parsed.success) {
    const [issue] = parsed.issues
    return invalid(v.getDotPath(issue) ?? '', issue.message)
  }
  try {
    return done(build(parsed.output, builtIn))
  } catch (error) {
    if (error instanceof DocumentError) return invalid(error.path, inWords(error))
    throw error
  }
}

/** Compiles a document that fits the schema and gathers all that is wrong; with faults it can not be used. */
export function compileCollecting(document: DialectDocument): {
  dialect: CompiledDialect | null
  errors: DocumentError[]
} {
  const errors: DocumentError[] = []
  try {
    return { dialect: build(document, false, errors), errors }
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error
    return { dialect: null, errors: [...errors, error] }
  }
}

function inWords({ message, at }: DocumentError): string {
  return at === null ? message : `${message} (at ${at})`
}

function invalid(path: string, reason: string) {
  return refuse('dialect-invalid', {
    path: path.slice(0, MAX_REASON),
    reason: reason.slice(0, MAX_REASON)
  })
}

function sizeOf(document: unknown): number | null {
  try {
    return JSON.stringify(document)?.length ?? null
  } catch {
    // Cyclic, so not from a file: refused like anything that is not JSON.
    return null
  }
}

function build(
  document: DialectDocument,
  builtIn: boolean,
  faults: DocumentError[] | null = null
): CompiledDialect {
  const root = new Compiler('', scopes.inbound, namingOf(document, faults))
  const intents = compileIntents(document.outbound, root.at('outbound'))
  const connect = document.connect ?? {}
  return {
    ...describe(document, builtIn),
    ...makeTalk(intents),
    unanswered: compileUnanswered(document, root.at('limits')),
    files: compileFiles(document.files, root.at('files')),
    features: deriveFeatures(document, intents, root.reads),
    proves: deriveProofs(document, intents),
    skipsHistory: root.reads.has('entry.skip') || root.reads.has('entry.here'),
    signs: compileSigns(document, root.at('recognise')),
    connect: compileConnect(connect, root.at('connect')),
    http: compileHttpSteps(connect, root.at('connect')),
    credentials: credentialsOf(connect),
    readRefusal: compileRefusal(connect, root.at('connect')),
    join: (document.join ?? []).map((step, at) => compileStep(step, root.at('join').at(at))),
    read: compileInbound(document.inbound, root.at('inbound'))
  }
}

function namingOf(document: DialectDocument, faults: DocumentError[] | null): Naming {
  const { mode, title, current } = document.conversations
  const naming: Naming = {
    mode,
    title: title ?? document.name,
    usual: null,
    answers: document.answers ?? {},
    repeats: document.echo === 'text',
    faults
  }
  if (current === undefined) return naming
  const compiler = new Compiler('conversations.current', scopes.connect, naming)
  return { ...naming, usual: compilePlace(current, compiler) }
}

function originOf({ learned }: DialectDocument, builtIn: boolean): DialectOrigin {
  if (builtIn) return 'built-in'
  return learned ? 'learned' : 'own'
}

/** The parts that are plain facts. */
function describe(document: DialectDocument, builtIn: boolean) {
  const { id, name } = document
  const fields = document.login?.fields ?? []
  return {
    id,
    name,
    learned: document.learned !== undefined,
    summary: {
      id,
      name,
      description: document.description ?? '',
      loginFields: fields.map(({ key, label, secret, required }) => ({
        key,
        label,
        secret: secret ?? false,
        required: required ?? true
      })),
      origin: originOf(document, builtIn)
    },
    idempotent: document.idempotent ?? false,
    echo: document.echo ?? ('none' as const),
    single:
      document.conversations.mode === 'single' ? (document.conversations.title ?? name) : null,
    limits: {
      textLength: document.limits?.textLength ?? limits.messageText,
      sendsPerSecond: document.limits?.sendsPerSecond ?? null
    }
  }
}
