// Conversations: which there are, and which is gone.
import type { ConversationRef } from '../../../src-preload/contract/inbound.ts'
import { cleanCount, cleanName } from '../clean.ts'
import type { Frame } from '../expressions/frame.ts'
import type { RuleOf } from '../schema/rules.ts'
import { withPeople } from '../session.ts'
import type { Compiler } from './compiler.ts'
import { readEach } from './each.ts'
import type { Meaning } from './meanings.ts'
import { compilePlace } from './place.ts'

const MAX_CONVERSATIONS = 5000

/** A list of conversations, or one. */
export function compileConversations(rule: RuleOf<'conversations'>, compiler: Compiler): Meaning {
  const fields = compiler.at('list')
  const each = fields.maybe('each', rule.list.each)
  const entry = compileEntry(rule.list, fields)
  return (frame, events) => {
    const conversations = readEach(each, frame, MAX_CONVERSATIONS, () => entry(frame))
    if (conversations.length === 0 && rule.complete !== true) return false
    const peers = conversations.flatMap(({ peer }) => (peer ? [peer] : []))
    frame.session = withPeople(frame.session, peers)
    events.push({ kind: 'conversations', conversations, complete: rule.complete === true })
    return true
  }
}

function compileEntry(
  { id, direct, title, peer, ...rest }: RuleOf<'conversations'>['list'],
  compiler: Compiler
) {
  const place = compilePlace(
    {
      id,
      ...(direct === undefined ? {} : { direct }),
      ...(title === undefined ? {} : { title }),
      ...(peer === undefined ? {} : { peer })
    },
    compiler
  )
  const joined = compiler.maybe('joined', rest.joined)
  const topic = compiler.maybe('topic', rest.topic)
  const unread = compiler.maybe('unread', rest.unread)
  return (frame: Frame) => {
    const ref: ConversationRef | null = place(frame)
    if (!ref) return null
    const count = unread ? cleanCount(unread(frame)) : null
    return {
      remoteId: ref.remoteId,
      kind: ref.kind,
      title: ref.title,
      peer: ref.peer,
      joined: joined ? joined(frame) === true : true,
      topic: topic ? cleanName(topic(frame)) : null,
      unread: count !== null && count >= 0 ? count : null
    }
  }
}

/** A conversation that the person is no longer in. */
export function compileGone(rule: RuleOf<'gone'>, compiler: Compiler): Meaning {
  const place = compilePlace(rule.conversation, compiler.at('conversation'))
  return (frame, events) => {
    const conversation = place(frame)
    if (!conversation) return 'no-conversation'
    events.push({ kind: 'conversation-gone', conversation })
    return true
  }
}
