// Files of messages: by which ways a server takes them, and how they are fetched from it.
import * as v from 'valibot'
import { limits } from '../../../src-preload/contract/limits.ts'
import { ackSchema } from './emits.ts'
import { httpSchema, texts } from './http.ts'
import { eventName, flag, maybe, pause, template } from './words.ts'

/** Longest wait for an event, ms. */
const LONGEST = 120_000

const emit = v.pipe(v.string(), v.minLength(1), v.maxLength(2000))
const args = template('Its arguments: a list, or an expression that gives one; without it: none.')
const answer = v.exactOptional(
  v.pipe(
    v.strictObject({
      timeoutMs: ackSchema.entries.timeoutMs,
      success: ackSchema.entries.success,
      failures: ackSchema.entries.failures
    }),
    v.description('How the answer is read; without it, over HTTP: by its status.')
  )
)

/** What is asked before a file goes: for leave, for an address, for a place to put the pieces. */
const askSchema = v.pipe(
  v.strictObject({
    emit: v.exactOptional(emit),
    args,
    http: v.exactOptional(httpSchema),
    ack: answer,
    wait: v.exactOptional(
      v.pipe(
        v.strictObject({
          for: eventName,
          when: maybe('Which of these events counts.'),
          timeoutMs: pause('How long to wait, ms; without it: 10 s.', LONGEST)
        }),
        v.description('The answer is an event of its own; its arguments are `asked`.')
      )
    )
  }),
  v.check((ask) => (ask.emit === undefined) !== (ask.http === undefined), 'needs emit or http'),
  v.description('What is asked first; what it answers is read as `asked`.')
)
export type Ask = v.InferOutput<typeof askSchema>

const common = {
  when: maybe('Which files go this way, over `file` and `conversation`; without it: all.'),
  ask: v.exactOptional(askSchema),
  result: template(
    'What the server calls it, over `ack`, `reply`, `asked` and `file`; read as `result` in `entry.files`.'
  )
}

const request = {
  method: v.exactOptional(v.picklist(['POST', 'PUT'])),
  address: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(2000),
    v.description(
      'A path on the server, or a whole address; a text that begins with `=` is an expression.'
    )
  ),
  query: texts,
  headers: texts,
  ack: answer
}

function way<Name extends string, Entries extends v.ObjectEntries>(name: Name, entries: Entries) {
  return v.strictObject({ way: v.literal(name), ...common, ...entries })
}

/** One way in which a file goes to the server. */
export const uploadSchema = v.variant('way', [
  /** As a form, as browsers send it. */
  way('multipart', {
    ...request,
    field: v.pipe(v.string(), v.minLength(1), v.maxLength(200), v.description("The file's field.")),
    form: texts
  }),
  /** Its bytes as the body: raw, or to an address that was asked for. */
  way('body', request),
  /** By the tus protocol, which goes on where it was cut. */
  way('tus', {
    address: request.address,
    headers: request.headers,
    metadata: texts,
    /** The address of the upload is read as `ack[0].url`. */
    pieceBytes: v.exactOptional(
      v.pipe(v.number(), v.integer(), v.minValue(65_536), v.maxValue(1_000_000_000))
    )
  }),
  /** Over the socket: in one emission, or in pieces that are answered each. */
  way('socket', {
    emit,
    args: template('Over `file`, `asked` and `chunk`: `data`, `index`, `offset`, `size`, `last`.'),
    ack: answer,
    data: v.exactOptional(
      v.pipe(
        v.picklist(['binary', 'base64', 'data-url']),
        v.description('How `chunk.data` is written; without it: binary.')
      )
    ),
    pieces: flag('Whether it goes in pieces, each when the last was answered.'),
    pieceBytes: v.exactOptional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(256),
        v.maxValue(10_000_000),
        v.description('Bytes of a piece; never more than the server takes at once.')
      )
    ),
    from: maybe('From which byte on the server wants it, over `asked`; without it: all.'),
    end: v.exactOptional(
      v.pipe(
        v.strictObject({ emit, args, ack: answer }),
        v.description('Said after the last piece; its answer is `ack`.')
      )
    )
  }),
  /** Within the message itself: as `data` in `entry.files`. */
  way('message', {
    data: v.pipe(
      v.picklist(['binary', 'base64', 'data-url']),
      v.description('How `data` is written.')
    )
  })
])
export type Upload = v.InferOutput<typeof uploadSchema>

/** Everything about files. */
export const filesSchema = v.strictObject({
  when: maybe('Whether this server takes files, over what is known by now; without it: yes.'),
  upload: v.exactOptional(
    v.union([uploadSchema, v.pipe(v.array(uploadSchema), v.minLength(1), v.maxLength(6))])
  ),
  download: v.exactOptional(
    v.strictObject({
      address: maybe(
        'Where `file` is (`id`, `url`, `name`, `type`); without it: at its own address.'
      ),
      query: texts,
      headers: v.pipe(texts, v.description('Sent to the server itself only.'))
    })
  ),
  limits: v.exactOptional(
    v.strictObject({
      bytes: maybe('Most bytes of one file: a number, or an expression.'),
      perMessage: v.exactOptional(
        v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(limits.messageFiles))
      ),
      captions: flag('Whether words go with files; without it: yes.')
    })
  )
})
export type Files = v.InferOutput<typeof filesSchema>
