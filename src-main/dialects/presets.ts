// The dialects that come with Filo: each a document like anybody else's, compiled when it is needed.
import type { Result } from '../../src-preload/contract/failure.ts'
import { compileDialect } from './compile.ts'
import type { CompiledDialect } from './compiled.ts'
import filo from './presets/filo.json'
import socketioChatExample from './presets/socketio-chat-example.json'

/** A dialect that comes with Filo, not yet compiled. */
export interface Preset {
  id: string
  document: unknown
  compile: () => Result<CompiledDialect>
}

const documents = [filo, socketioChatExample]

export const presets: readonly Preset[] = documents.map((document) => ({
  id: document.id,
  document,
  compile: () => compileDialect(document, true)
}))
