// What is said to a server: the intents that Filo knows, each as an event with its arguments and answer.
import * as v from 'valibot'
import { readSchema } from './rules.ts'
import {
  eventName,
  expression,
  failureRuleSchema,
  flag,
  line,
  listOf,
  maybe,
  pause,
  template
} from './words.ts'
import { httpSchema, texts } from './http.ts'

/** Longest wait for an answer, ms. */
const LONGEST = 120_000

/** How an answer is read. */
export const ackSchema = v.strictObject({
  timeoutMs: pause('How long to wait for it, ms; without it: 10 s.', LONGEST),
  success: maybe('Whether it went well; without it: unless a failure fits.'),
  failures: listOf(failureRuleSchema, 20, 'Reasons why not; the first that fits is told.'),
  id: maybe("The new message's id."),
  time: maybe("The new message's time."),
  seq: maybe("The new message's running number."),
  read: readSchema
})
export type Ack = v.InferOutput<typeof ackSchema>

/** What most answers of a server have in common. */
export const usualAckSchema = v.strictObject({
  timeoutMs: ackSchema.entries.timeoutMs,
  success: ackSchema.entries.success,
  failures: ackSchema.entries.failures
})
export type UsualAck = v.InferOutput<typeof usualAckSchema>

const emitEntries = {
  when: maybe('When it is said so; without it: always.'),
  emit: v.exactOptional(
    v.pipe(
      v.string(),
      v.minLength(1),
      v.maxLength(2000),
      v.description('The event; a text that begins with `=` is an expression.')
    )
  ),
  args: template('Its arguments: a list, or an expression that gives one; without it: none.'),
  ack: v.exactOptional(ackSchema),
  then: readSchema
}
export const emitSchema = v.pipe(
  v.strictObject({
    ...emitEntries,
    http: v.exactOptional(
      v.pipe(
        httpSchema,
        v.description('Said over HTTP instead. With `emit`, that follows once it went well.')
      )
    )
  }),
  v.check(({ emit, http }) => emit !== undefined || http !== undefined, 'needs emit or http')
)
export type Emit = v.InferOutput<typeof emitSchema>

/** One way, or several of which the first that fits is taken. */
const emits = v.exactOptional(
  v.union([emitSchema, v.pipe(v.array(emitSchema), v.minLength(1), v.maxLength(10))])
)

/** Everything that the window can ask for. */
export const outboundSchema = v.strictObject({
  send: emits,
  edit: emits,
  delete: emits,
  react: emits,
  read: emits,
  typing: emits,
  history: emits,
  createRoom: emits,
  join: emits,
  leave: emits,
  openDirect: emits,
  members: emits
})
export type Outbound = v.InferOutput<typeof outboundSchema>

/** A step of introducing oneself. */
export const stepSchema = v.strictObject({
  name: v.exactOptional(line('What the step is for.')),
  wait: v.exactOptional(
    v.strictObject({
      for: eventName,
      when: maybe('Which of these events counts.'),
      timeoutMs: pause('How long to wait, ms; without it: 10 s.', LONGEST),
      failures: listOf(
        v.strictObject({ on: eventName, ...failureRuleSchema.entries }),
        20,
        'Events that mean that it went wrong.'
      )
    })
  ),
  ...emitEntries
})
export type Step = v.InferOutput<typeof stepSchema>

/** A request before the socket is opened, such as a login. */
export const httpStepSchema = v.strictObject({
  name: v.exactOptional(line('What the step is for.')),
  when: emitEntries.when,
  ...httpSchema.entries,
  ack: emitEntries.ack
})
export type HttpStep = v.InferOutput<typeof httpStepSchema>

/** How the socket is opened. */
export const connectSchema = v.strictObject({
  generation: v.exactOptional(
    v.pipe(v.picklist(['auto', '2', '3', '4']), v.description("Socket.IO's major version."))
  ),
  namespace: v.exactOptional(v.pipe(v.string(), v.maxLength(2000), v.description('Without it: /'))),
  path: v.exactOptional(v.pipe(v.string(), v.maxLength(2000), v.description('Without it: found.'))),
  transports: v.exactOptional(
    v.pipe(v.array(v.picklist(['polling', 'websocket'])), v.minLength(1), v.maxLength(2))
  ),
  parser: v.exactOptional(v.picklist(['default', 'msgpack'])),
  http: listOf(httpStepSchema, 10, 'Requests before the socket is opened, in order.'),
  address: v.exactOptional(
    v.pipe(
      v.string(),
      v.maxLength(2000),
      v.description('Where the socket is, if elsewhere: an expression over what `http` found.')
    )
  ),
  query: texts,
  headers: texts,
  auth: template('What the handshake carries as auth: an object.'),
  failures: listOf(failureRuleSchema, 20, 'Why the handshake was refused: `data`, `message`.')
})
export type Connect = v.InferOutput<typeof connectSchema>

/** What the person fills in beyond a name. */
export const loginSchema = v.strictObject({
  fields: v.pipe(
    v.array(
      v.strictObject({
        key: v.pipe(v.string(), v.regex(/^[a-z][A-Za-z0-9]{0,39}$/)),
        label: v.strictObject({ en: line('In English.'), it: line('In Italian.') }),
        secret: flag('Whether it is kept like a password.'),
        required: flag('Whether it must be filled in; without it: yes.')
      })
    ),
    v.maxLength(12)
  )
})

/** An event that speaks for the dialect: by its name alone, or only where its arguments look so. */
const signSchema = v.union(
  [
    eventName,
    v.strictObject({
      on: eventName,
      when: expression('Over `args`: the shape that no other server gives this event.')
    })
  ],
  'the name of an event, or an object with on and when'
)

/** By what a server may be known, before anybody says so. */
export const recogniseSchema = v.strictObject({
  events: listOf(signSchema, 40, 'Events that only such servers send.'),
  handshake: listOf(
    expression(
      "Over `opening` (sid, pingInterval, pingTimeout, maxPayload, headers) and a refusal's `data`, `message`."
    ),
    10,
    'Signs in the handshake.'
  ),
  paths: listOf(v.pipe(v.string(), v.maxLength(200)), 10, 'Paths where such servers listen.'),
  namespaces: listOf(v.pipe(v.string(), v.maxLength(200)), 10, 'Namespaces that they have.')
})
