// What an event can mean: one shape per meaning, each field an expression over the event's arguments.
import * as v from 'valibot'
import { messageFilesSchema } from './message-files.ts'
import {
  eventName,
  expression,
  expressions,
  flag,
  listOf,
  maybe,
  personEntries,
  personSchema,
  placeSchema,
  template
} from './words.ts'

const each = maybe('A list; the rest is read for each element, as `item`.')
const conversation = v.exactOptional(placeSchema)
const id = expression("The server's id of the message.")

/** Fields of a message, in single events and in histories. */
const messageEntries = {
  id: maybe("The server's id of the message."),
  clientId: maybe('The id that the sending client made, where the server hands it on.'),
  author: v.exactOptional(personSchema),
  own: maybe('Whether the person of this app wrote it; without it: by id, else by name.'),
  text: maybe('The text; an event without one is no message.'),
  time: maybe('When it was written, in any form that time() reads.'),
  seq: maybe("The conversation's running number."),
  edited: maybe('Whether it was changed.'),
  deleted: maybe('Whether it was taken back.'),
  notice: maybe('Whether it is a line about the conversation.'),
  replyTo: v.exactOptional(
    v.strictObject({
      id: maybe("The quoted message's id."),
      author: maybe('Whose it was.'),
      text: maybe('What it said.')
    })
  ),
  reactions: v.exactOptional(
    v.strictObject({
      each: expression('A list of reactions, each read as `item`.'),
      emoji: expression('The emoji.'),
      by: v.exactOptional(v.strictObject({ each, ...personEntries }))
    })
  ),
  files: v.exactOptional(messageFilesSchema)
}
export const messageFieldsSchema = v.strictObject({ each, ...messageEntries })
export type MessageFields = v.InferOutput<typeof messageFieldsSchema>

const peopleSchema = v.strictObject({
  each,
  ...personEntries,
  online: maybe('Whether they are there now.')
})

/** Fields that each rule may have, whatever it means. */
const common = {
  on: v.exactOptional(
    v.pipe(
      v.union([eventName, v.pipe(v.array(eventName), v.minLength(1), v.maxLength(30))]),
      v.description('The events that are read so.')
    )
  ),
  when: maybe('When the event means this; without it: always.'),
  each,
  last: flag('Whether later rules are not tried once this one fits.'),
  set: expressions('Values to keep while connected, read later as vars.name.'),
  remember: expressions('The same, kept for later connections too; texts only.'),
  current: v.exactOptional(placeSchema),
  answer: template('What to answer where the server asks for an ack: a list of arguments.'),
  say: v.exactOptional(
    v.pipe(
      v.strictObject({
        emit: v.pipe(v.string(), v.minLength(1), v.maxLength(2000)),
        args: template('Its arguments: a list, or an expression that gives one; without it: none.')
      }),
      v.description('What to emit at once where the server waits for an event, such as a ping.')
    )
  ),
  note: v.exactOptional(v.pipe(v.string(), v.maxLength(300), v.description('For readers.')))
}

function rule<Name extends string, Entries extends v.ObjectEntries>(is: Name, entries: Entries) {
  return v.strictObject({ is: v.literal(is), ...common, ...entries })
}

/** Every meaning, told apart by `is`. */
export const ruleSchema = v.variant('is', [
  rule('message', { conversation, ...messageEntries }),
  rule('history', {
    conversation,
    messages: messageFieldsSchema,
    newestFirst: flag('Whether the list begins with the newest; without it: as the times say.'),
    stretch: maybe(
      "Which stretch: 'latest', 'before', 'after' or 'around'; without it: as asked, or latest."
    ),
    more: maybe('Whether there is more in that direction.')
  }),
  rule('stream', {
    conversation,
    id,
    author: v.exactOptional(personSchema),
    own: maybe('Whether the person of this app wrote it; without it: by id, else by name.'),
    time: maybe('When it was begun, in any form that time() reads.'),
    text: maybe('All of the text, as far as it has come.'),
    add: maybe('What is added to the text that came before.'),
    ended: maybe('Whether this is the end of it.')
  }),
  rule('edit', { conversation, id, text: expression('The new text.') }),
  rule('delete', { conversation, id }),
  rule('clear', {
    conversation,
    by: v.exactOptional(personSchema),
    from: maybe('Taken back is what was written since; without it: from the beginning.'),
    to: maybe('Taken back is what was written until then; without it: up to now.')
  }),
  rule('reaction', {
    conversation,
    id,
    emoji: expression('The emoji.'),
    by: v.exactOptional(personSchema),
    own: maybe('Whether it is of the person of this app.'),
    isOn: maybe('Whether it was put on; false: taken off.')
  }),
  rule('receipt', {
    conversation,
    by: v.exactOptional(personSchema),
    own: maybe('Whether it is of the person of this app.'),
    id: maybe('Up to which message; without it: all.'),
    level: maybe("'read' or 'delivered'; without it: read.")
  }),
  rule('typing', {
    conversation,
    by: v.exactOptional(personSchema),
    own: maybe('Whether it is of the person of this app.'),
    isOn: maybe('Whether they began; false: stopped.'),
    forMs: maybe('How long it counts unless it is said again, ms; without it: 6 s.')
  }),
  rule('typists', { conversation, people: v.strictObject({ each, ...personEntries }) }),
  rule('members', {
    conversation,
    people: peopleSchema,
    change: v.pipe(
      v.picklist(['all', 'joined', 'left']),
      v.description('These and no others; or these came; or these went.')
    )
  }),
  rule('conversations', {
    list: v.strictObject({
      each,
      id: expression("The server's id of the conversation."),
      direct: maybe('Whether it is between two people.'),
      title: maybe('What it is called.'),
      peer: v.exactOptional(personSchema),
      joined: maybe('Whether the person is in it; without it: yes.'),
      topic: maybe('What it is about.'),
      unread: maybe('How many messages are unread.')
    }),
    complete: flag('Whether these are all, so that others are gone.')
  }),
  rule('gone', { conversation }),
  rule('identity', personEntries),
  rule('server-name', { name: expression('What the server calls itself.') }),
  rule('people', { people: v.strictObject({ each, ...personEntries }) }),
  rule('error', { text: expression('What the server complains of.') }),
  rule('nothing', {})
])
export type Rule = v.InferOutput<typeof ruleSchema>
export type RuleOf<Is extends Rule['is']> = Extract<Rule, { is: Is }>

/** The meanings of one answer, without event names. */
export const readSchema = listOf(ruleSchema, 20, 'What the answer means, as events are read.')
