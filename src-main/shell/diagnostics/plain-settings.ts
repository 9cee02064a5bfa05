// The settings as a report may show them: choices, switches and numbers; of a text only whether there is one.
import { settingsSchema, type Settings } from '../../../src-preload/contract/app-calls.ts'

/** The part of a valibot schema that says what may stand there. */
interface Shape {
  type: string
  wrapped?: Shape
  entries?: Record<string, Shape>
}

/** `name: value` for each setting, by what the schema allows: only what is one of its own words is shown. */
export function plainSettings(settings: Settings): string[] {
  return linesOf('', settings, settingsSchema)
}

function linesOf(name: string, value: unknown, schema: Shape): string[] {
  if (schema.wrapped) return linesOf(name, value, schema.wrapped)
  if (schema.type === 'object' && typeof value === 'object' && value !== null) {
    return Object.entries(schema.entries ?? {}).flatMap(([key, inner]) =>
      linesOf(name === '' ? key : `${name}.${key}`, Reflect.get(value, key), inner)
    )
  }
  return [`${name}: ${shown(value, schema.type)}`]
}

function shown(value: unknown, type: string): string {
  if (value === null || value === undefined) return 'none'
  if (typeof value === 'boolean' || typeof value === 'number') return String(value)
  if (Array.isArray(value)) return `${value.length} of them`
  if (typeof value === 'object') return `${Object.keys(value).length} of them`
  if (typeof value === 'string' && type === 'picklist') return value
  return value === '' ? 'empty' : 'set'
}
