// The policy's schema as JSON Schema, for editors and for whoever writes policies elsewhere.
import { toJsonSchema } from '@valibot/to-json-schema'
import { policyServerSchema, policySchema } from './schema.ts'

/** Builds the schema that `assets/policy.schema.json` holds. Checks in code have no place in it. */
export function policyJsonSchema(): object {
  const schema = toJsonSchema(policySchema, {
    errorMode: 'ignore',
    definitions: { server: policyServerSchema },
    // What Filo does by itself is no value of a lock.
    overrideSchema: ({ valibotSchema, jsonSchema }) => {
      if (valibotSchema.type !== 'optional') return null
      const plain = { ...jsonSchema }
      delete plain.default
      return plain
    }
  })
  return { ...schema, title: 'Filo policy' }
}
