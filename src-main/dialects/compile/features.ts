// Derives what the window may offer, and what is known of a sent message, from what a dialect defines.
import { proofs, type Features, type Proof } from '../../../src-preload/contract/model.ts'
import type { DialectDocument } from '../schema.ts'
import type { Rule } from '../schema/rules.ts'
import type { Intents } from './outbound.ts'

/** All rules, those of answers included. */
function meaningsOf(document: DialectDocument): ReadonlySet<Rule['is']> {
  const answers = Object.values(document.outbound ?? {})
    .flat()
    .concat()
    .flatMap((emit) => [...(emit.ack?.read ?? []), ...(emit.then ?? [])])
  const steps = (document.join ?? []).flatMap((step) => [
    ...(step.ack?.read ?? []),
    ...(step.then ?? [])
  ])
  return new Set([...document.inbound, ...answers, ...steps].map((rule) => rule.is))
}

/** What the window offers; the document may only take away. */
export function deriveFeatures(
  document: DialectDocument,
  intents: Intents,
  reads: ReadonlySet<string>
): Features {
  const meanings = meaningsOf(document)
  const has = (name: keyof Intents) => intents[name].length > 0
  const found: Features = {
    // Where writing is still being learned, words can be typed: they wait.
    send: has('send') || document.learned !== undefined,
    edit: has('edit'),
    delete: has('delete'),
    react: has('react'),
    reply: reads.has('entry.replyTo'),
    typing: has('typing') || meanings.has('typing') || meanings.has('typists'),
    presence: meanings.has('members'),
    receipts: has('read') || meanings.has('receipt'),
    history: has('history'),
    members: has('members') || meanings.has('members'),
    createRoom: has('createRoom'),
    joinRoom: has('join'),
    leaveRoom: has('leave'),
    openDirect: has('openDirect'),
    files: has('send') && document.files?.upload !== undefined
  }
  for (const name of Object.keys(found) as (keyof Features)[]) {
    found[name] &&= document.features?.[name] ?? true
  }
  return found
}

/** What is known of a sent message, weakest first. */
export function deriveProofs(document: DialectDocument, intents: Intents): Proof[] {
  const stated = document.proves
  if (stated) return proofs.filter((proof) => stated.includes(proof))
  const found: Proof[] = ['written']
  if (intents.send.some((way) => way.asksAck)) found.push('acknowledged')
  if ((document.echo ?? 'none') !== 'none') found.push('echoed')
  return found
}
