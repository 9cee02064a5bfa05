// Compiles each meaning of an event into a function that tells it; one entry of the table per meaning.
import type { InboundEvent } from '../../../src-preload/contract/inbound.ts'
import type { Frame } from '../expressions/frame.ts'
import type { Rule, RuleOf } from '../schema/rules.ts'
import type { Compiler } from './compiler.ts'
import { compileConversations, compileGone } from './meaning-conversations.ts'
import {
  compileClear,
  compileDelete,
  compileEdit,
  compileHistory,
  compileSingle
} from './meaning-messages.ts'
import { compileStream } from './meaning-stream.ts'
import { compileReaction, compileReceipt } from './meaning-marks.ts'
import {
  compileIdentity,
  compileMembers,
  compilePeopleRule,
  compileTyping,
  compileTypists
} from './meaning-people.ts'
import { compileError, compileServerName } from './meaning-server.ts'

/** True: told. False: the event means something else. A word: it would not fit the contract. */
export type Outcome = boolean | string
export type Meaning = (frame: Frame, events: InboundEvent[]) => Outcome

type MeaningOf<Is extends Rule['is']> = (rule: RuleOf<Is>, compiler: Compiler) => Meaning

const meanings: { readonly [Is in Rule['is']]: MeaningOf<Is> } = {
  message: compileSingle,
  history: compileHistory,
  stream: compileStream,
  edit: compileEdit,
  delete: compileDelete,
  clear: compileClear,
  reaction: compileReaction,
  receipt: compileReceipt,
  typing: compileTyping,
  typists: compileTypists,
  members: compileMembers,
  conversations: compileConversations,
  gone: compileGone,
  identity: compileIdentity,
  'server-name': compileServerName,
  people: compilePeopleRule,
  error: compileError,
  nothing: () => () => true
}

/** Compiles what a rule means, without when and how often. */
export function compileMeaning(rule: Rule, compiler: Compiler): Meaning {
  // The table pairs each name with its own rule, which the checker can't follow through an index.
  const compile = meanings[rule.is] as (rule: Rule, compiler: Compiler) => Meaning
  return compile(rule, compiler)
}
