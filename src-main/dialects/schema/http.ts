// Requests over HTTP: logging in before the socket is opened, and servers that take words this way.
import * as v from 'valibot'
import { pause, template } from './words.ts'

/** Longest wait for an answer, ms. */
const LONGEST = 60_000

/** Names with texts each, such as a query. */
export const texts = v.exactOptional(
  v.pipe(
    v.record(v.pipe(v.string(), v.maxLength(100)), v.pipe(v.string(), v.maxLength(2000))),
    v.check((value) => Object.keys(value).length <= 40, 'at most 40'),
    v.description('Names and texts; a text that begins with `=` is an expression.')
  )
)

/** One request. Cookies are kept and sent by themselves. */
export const httpSchema = v.strictObject({
  method: v.exactOptional(
    v.pipe(
      v.picklist(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
      v.description('Without it: POST where there is a body, else GET.')
    )
  ),
  address: v.pipe(
    v.string(),
    v.minLength(1),
    v.maxLength(2000),
    v.description(
      'A path on the server, or an address that begins with what the person filled in; a text that begins with `=` is an expression.'
    )
  ),
  query: texts,
  headers: texts,
  json: template('The body, sent as JSON.'),
  form: template('The body, sent as a form: an object of texts.'),
  timeoutMs: pause('How long to wait for the answer, ms; without it: 10 s.', LONGEST)
})
export type Http = v.InferOutput<typeof httpSchema>
