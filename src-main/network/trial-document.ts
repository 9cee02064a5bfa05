// The dialect by which one message is tried: what is learned, with one way to send that is not proven yet.
import type { Template } from '../dialects/learn/proposal.ts'
import type { DialectDocument } from '../dialects/schema.ts'

/** Asks for an answer whatever the way says: most servers give one, and one that does not is not harmed. */
export function trialDocument(
  document: DialectDocument,
  { event, args }: Template,
  timeoutMs: number
): DialectDocument {
  const refused = {
    when: 'ack[0].filoRefused != null',
    code: 'message-refused' as const,
    reason: 'ack[0].filoRefused'
  }
  return {
    ...document,
    outbound: { send: { emit: event, args, ack: { timeoutMs, failures: [refused] } } },
    echo: 'text',
    proves: ['written', 'acknowledged', 'echoed']
  }
}
