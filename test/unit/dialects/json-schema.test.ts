// The published JSON Schema is what the code checks; `FILO_WRITE=1` with this test writes it anew.
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dialectJsonSchema } from '../../../src-main/dialects/json-schema.ts'

const FILE = 'assets/dialect.schema.json'

test('assets/dialect.schema.json is up to date', () => {
  const now = JSON.parse(JSON.stringify(dialectJsonSchema())) as unknown
  if (process.env['FILO_WRITE'] === '1') writeFileSync(FILE, `${JSON.stringify(now, null, 2)}\n`)
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(now)
})
