// The dialect document's schema as JSON Schema, for editors and for people who write dialects elsewhere.
import { toJsonSchema } from '@valibot/to-json-schema'
import { dialectSchema } from './schema.ts'
import { ackSchema, emitSchema, httpStepSchema, stepSchema } from './schema/emits.ts'
import { httpSchema } from './schema/http.ts'
import { messageFieldsSchema, ruleSchema } from './schema/rules.ts'
import { eventName, failureRuleSchema, personSchema, placeSchema } from './schema/words.ts'

/** Parts that are written once and referred to by name. */
const definitions = {
  rule: ruleSchema,
  messageFields: messageFieldsSchema,
  emit: emitSchema,
  step: stepSchema,
  httpStep: httpStepSchema,
  http: httpSchema,
  ack: ackSchema,
  failure: failureRuleSchema,
  person: personSchema,
  place: placeSchema,
  eventName
}

/** Builds the schema that `assets/dialect.schema.json` holds. Checks in code have no place in it. */
export function dialectJsonSchema(): object {
  const schema = toJsonSchema(dialectSchema, { errorMode: 'ignore', definitions })
  return { ...schema, title: 'Filo dialect, version 1' }
}
