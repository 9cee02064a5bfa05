// The dialect document, schema version 1: everything that a dialect file may say, with its limits.
import * as v from 'valibot'
import { limits } from '../../src-preload/contract/limits.ts'
import { declinable } from '../../src-preload/contract/learning.ts'
import { proofs } from '../../src-preload/contract/model.ts'
import {
  connectSchema,
  loginSchema,
  outboundSchema,
  recogniseSchema,
  stepSchema,
  usualAckSchema
} from './schema/emits.ts'
import { filesSchema } from './schema/files.ts'
import { ruleSchema } from './schema/rules.ts'
import { flag, line, listOf, maybe, placeSchema } from './schema/words.ts'

const features = v.exactOptional(
  v.pipe(
    v.strictObject({
      send: flag('Writing.'),
      edit: flag('Changing own messages.'),
      delete: flag('Taking back own messages.'),
      react: flag('Reactions.'),
      reply: flag('Answering a message.'),
      typing: flag('Who is typing.'),
      presence: flag('Who is there.'),
      receipts: flag('Who has read.'),
      history: flag('Asking for older messages.'),
      members: flag('Who is in a conversation.'),
      createRoom: flag('Making rooms.'),
      joinRoom: flag('Entering rooms.'),
      leaveRoom: flag('Leaving rooms.'),
      openDirect: flag('Conversations between two.'),
      files: flag('Sending files.')
    }),
    v.description('What the window offers, where it differs from what the rest defines.')
  )
)

const conversations = v.pipe(
  v.strictObject({
    mode: v.pipe(
      v.picklist(['single', 'joined', 'named']),
      v.description('One for all; the one that was joined; or named by each event.')
    ),
    title: v.exactOptional(line('What the one conversation is called.')),
    current: v.exactOptional(placeSchema)
  }),
  v.description('How the server tells conversations apart.')
)

const bounds = v.exactOptional(
  v.strictObject({
    textLength: v.exactOptional(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(limits.messageText))
    ),
    sendsPerSecond: v.exactOptional(v.pipe(v.number(), v.minValue(0.01), v.maxValue(1000))),
    unanswered: maybe(
      'How many words of a conversation may be unanswered at once; without it: one.'
    )
  })
)

/** Written by Filo; who takes a dialect over from it leaves this out. */
const learnedSchema = v.pipe(
  v.strictObject({
    never: listOf(v.picklist(declinable), 3, 'What the person does not want to be asked about.')
  }),
  v.description('Filo learns this server by watching and goes on writing here.')
)

/** The whole document. */
export const dialectSchema = v.strictObject({
  $schema: v.exactOptional(v.pipe(v.string(), v.maxLength(300), v.description('For editors.'))),
  filoDialect: v.pipe(v.literal(1), v.description('The version of this language.')),
  id: v.pipe(
    v.string(),
    v.regex(/^[a-z0-9][a-z0-9-]{0,79}$/),
    v.description('Small letters, digits and dashes; unique.')
  ),
  name: line('What people call such servers.'),
  description: v.exactOptional(
    v.pipe(v.string(), v.maxLength(600), v.description('In a sentence.'))
  ),
  source: v.exactOptional(
    v.pipe(v.string(), v.maxLength(600), v.description('Where it was read.'))
  ),
  learned: v.exactOptional(learnedSchema),
  connect: v.exactOptional(connectSchema),
  login: v.exactOptional(loginSchema),
  join: listOf(stepSchema, 20, 'What to say after connecting, in order.'),
  conversations,
  inbound: v.pipe(v.array(ruleSchema), v.maxLength(200), v.description('What events mean.')),
  outbound: v.exactOptional(outboundSchema),
  answers: v.exactOptional(
    v.pipe(usualAckSchema, v.description('How answers are read where nothing else is said.'))
  ),
  echo: v.exactOptional(
    v.pipe(
      v.picklist(['client-id', 'text', 'none']),
      v.description('How own messages that come back are told; without it: none do.')
    )
  ),
  idempotent: flag('Whether sending one client id twice is one message.'),
  proves: v.exactOptional(
    v.pipe(
      v.array(v.picklist(proofs)),
      v.maxLength(5),
      v.description('What is known of a message.')
    )
  ),
  features,
  files: v.exactOptional(v.pipe(filesSchema, v.description('How files go and come.'))),
  limits: bounds,
  recognise: v.exactOptional(recogniseSchema)
})
export type DialectDocument = v.InferOutput<typeof dialectSchema>
