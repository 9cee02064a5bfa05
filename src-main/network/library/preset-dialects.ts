// Checks the dialects that an organisation has set: what is none is left out and told of.
import { refuse, type Failure } from '../../../src-preload/contract/failure.ts'
import { compileDialect } from '../../dialects/compile.ts'
import { asDocument, finished, isReserved, type Document } from './dialect-library.ts'

export interface CheckedPresets {
  documents: Document[]
  refused: { place: number; failure: Failure }[]
}

/** Of two with one id the first counts; what comes with Filo is never replaced. */
export function checkPresets(presets: readonly unknown[]): CheckedPresets {
  const documents: Document[] = []
  const refused: CheckedPresets['refused'] = []
  for (const [place, raw] of presets.entries()) {
    const compiled = compileDialect(raw)
    const document = asDocument(raw)
    if (!compiled.ok) refused.push({ place, failure: compiled.failure })
    else if (!document) refused.push({ place, failure: faultAt('id') })
    else if (isReserved(document.id) || documents.some(({ id }) => id === document.id)) {
      const { id, name } = document
      const { failure } = refuse('dialect-taken', { id, name, mayReplace: 0 })
      refused.push({ place, failure })
    } else documents.push(finished(document))
  }
  return { documents, refused }
}

function faultAt(path: string): Failure {
  return refuse('dialect-invalid', { path, reason: 'missing' }).failure
}
