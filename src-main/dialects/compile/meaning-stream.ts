// A message that comes in parts: told again with each of them, under one id, as far as it has come.
import type { InboundMessage } from '../../../src-preload/contract/inbound.ts'
import { cleanId, cleanText, fits } from '../clean.ts'
import type { Stream } from '../compiled.ts'
import type { Frame } from '../expressions/frame.ts'
import { toText } from '../expressions/prelude-text.ts'
import { toTime } from '../expressions/prelude-time.ts'
import type { RuleOf } from '../schema/rules.ts'
import { withStream } from '../session.ts'
import type { Compiler } from './compiler.ts'
import type { Meaning } from './meanings.ts'
import { compilePerson, compilePlace, isSamePerson } from './place.ts'

/** One part of it: the beginning, an addition, all so far, the end. */
export function compileStream(rule: RuleOf<'stream'>, compiler: Compiler): Meaning {
  const id = compiler.need('id', rule.id)
  const isEnded = compiler.maybe('ended', rule.ended)
  const grow = compileGrowth(rule, compiler)
  return (frame, events) => {
    const remoteId = cleanId(id(frame))
    if (remoteId === null) return false
    const stream = grow(frame, frame.session.streams.get(remoteId))
    if (!stream) return 'no-conversation'
    const text = cleanText(stream.text) ?? ''
    if (!fits(text)) return 'text-too-long'
    const ended = isEnded?.(frame) === true
    frame.session = withStream(frame.session, remoteId, ended ? null : stream)
    // What has no word yet is only remembered.
    if (text !== '') {
      const { conversation } = stream
      events.push({ kind: 'message', conversation, message: messageOf(remoteId, stream, text) })
    }
    return true
  }
}

/** How far it has come with this part; null where nobody can tell which conversation it is of. */
function compileGrowth(rule: RuleOf<'stream'>, compiler: Compiler) {
  const place = compilePlace(rule.conversation, compiler.at('conversation'))
  const author = compilePerson(rule.author, compiler.at('author'))
  const own = compiler.maybe('own', rule.own)
  const time = compiler.maybe('time', rule.time)
  const readText = compiler.maybe('text', rule.text)
  const readAdd = compiler.maybe('add', rule.add)
  return (frame: Frame, before: Stream | undefined): Stream | null => {
    const conversation = before?.conversation ?? place(frame)
    if (!conversation) return null
    const by = author(frame)
    const isNamed = by.id !== null || by.name !== null
    const whole = readText ? toText(readText(frame)) : null
    const added = readAdd ? toText(readAdd(frame)) : null
    return {
      conversation,
      author: isNamed ? by : (before?.author ?? by),
      own: before?.own ?? (own ? own(frame) === true : isSamePerson(by, frame.session.me)),
      text: (whole ?? before?.text ?? '') + (added ?? ''),
      time: before?.time ?? (time ? toTime(time(frame)) : null)
    }
  }
}

function messageOf(remoteId: string, { author, own, time }: Stream, text: string): InboundMessage {
  return {
    remoteId,
    clientId: null,
    author,
    own,
    text,
    time,
    seq: null,
    edited: false,
    deleted: false,
    notice: false,
    replyTo: null,
    reactions: []
  }
}
