// The published JSON Schema is what the code checks; `FILO_WRITE=1` with this test writes it anew.
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { policyJsonSchema } from '../../../src-main/policy/json-schema.ts'

const FILE = 'assets/policy.schema.json'

test('assets/policy.schema.json is up to date', () => {
  const now = JSON.parse(JSON.stringify(policyJsonSchema())) as unknown
  if (process.env['FILO_WRITE'] === '1') writeFileSync(FILE, `${JSON.stringify(now, null, 2)}\n`)
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(now)
})
