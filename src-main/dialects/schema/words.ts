// The smallest pieces of a dialect document: expressions, templates, names, failures.
import * as v from 'valibot'
import { failureCodes } from '../../../src-preload/contract/failure.ts'
import { limits } from '../../../src-preload/contract/limits.ts'

/** Most characters of one expression. */
const EXPRESSION = 2000
/** Most names in a record of expressions. */
const RECORD = 40

/** An expression, described in the words of the field that holds it. */
export function expression(about: string) {
  return v.pipe(v.string(), v.minLength(1), v.maxLength(EXPRESSION), v.description(about))
}

/** An expression that may be left out. */
export function maybe(about: string) {
  return v.exactOptional(expression(about))
}

/** Any JSON in which a text that begins with `=` is an expression. Its size is checked on compiling. */
export function template(about: string) {
  return v.exactOptional(v.pipe(v.unknown(), v.description(about)))
}

/** A line of text that people read. */
export function line(about: string) {
  return v.pipe(v.string(), v.minLength(1), v.maxLength(limits.name), v.description(about))
}

export function flag(about: string) {
  return v.exactOptional(v.pipe(v.boolean(), v.description(about)))
}

/** A bounded pause in ms. */
export function pause(about: string, most: number) {
  return v.exactOptional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most), v.description(about))
  )
}

/** A list that may be left out. */
export function listOf<Item extends v.GenericSchema>(item: Item, most: number, about: string) {
  return v.exactOptional(v.pipe(v.array(item), v.maxLength(most), v.description(about)))
}

const variableName = v.pipe(v.string(), v.regex(/^[a-z][A-Za-z0-9]{0,39}$/))

/** Names with an expression each. */
export function expressions(about: string) {
  return v.exactOptional(
    v.pipe(
      v.record(variableName, expression('What the name stands for.')),
      v.check((value) => Object.keys(value).length <= RECORD, `at most ${RECORD} names`),
      v.description(about)
    )
  )
}

/** An event's name as it is on the wire. */
export const eventName = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(200),
  v.description('The name of an event; {word} stands for any text, read as capture.word.')
)

/** Who: by id, name, or both. */
export const personEntries = {
  id: maybe("The server's id of the person."),
  name: maybe("The person's name; without it the name is looked up by the id.")
}
export const personSchema = v.strictObject(personEntries)

/** How something was refused. */
export const failureRuleSchema = v.strictObject({
  when: maybe('When this is the reason; without it: always.'),
  code: v.exactOptional(v.pipe(v.picklist(failureCodes), v.description('The reason.'))),
  codeFrom: maybe("The reason where the server's words are Filo's; others fall back to `code`."),
  reason: maybe("The server's own words for it."),
  retry: flag('Whether the same thing may work later by itself.'),
  retryAfterMs: maybe('How long to wait before the next try, ms.'),
  limit: maybe('The limit that was exceeded, a number.')
})
export type FailureRule = v.InferOutput<typeof failureRuleSchema>

/** Where something belongs. */
export const placeSchema = v.union(
  [
    v.pipe(
      v.picklist(['single', 'current', 'server']),
      v.description('The one conversation, the joined one, or the whole server.')
    ),
    v.strictObject({
      id: expression("The server's id of the conversation."),
      direct: maybe('Whether it is between two people; without it: no.'),
      title: maybe('What it is called, where this event tells.'),
      peer: v.exactOptional(personSchema)
    })
  ],
  'single, current, server, or an object with an id'
)
export type Place = v.InferOutput<typeof placeSchema>
