// The examples of the guide are policies that hold as they stand.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checkPolicy } from '../../../src-main/policy/check-policy.ts'
import { fromRegistry } from '../../../src-main/policy/from-registry.ts'

const guide = readFileSync('src-main/policy/README.md', 'utf8')
const ROOT = 'HKLM\\Software\\Policies\\Filo'

test('the file', () => {
  const [, example = ''] = /```json\n(.*?)```/s.exec(guide) ?? []
  const checked = checkPolicy(JSON.parse(example), 'guide')
  expect(checked.faults).toEqual([])
  expect(checked.locked).toHaveProperty('hosting.on', false)
})

test('the registry', () => {
  const lines = [...guide.matchAll(/^reg add (\S+) \/v (\S+)(?: \/t (\S+))? \/d (.*)$/gm)]
  const printed = lines.flatMap(([, key = '', name = '', type = 'REG_SZ', data = '']) => [
    key.replace('HKLM', 'HKEY_LOCAL_MACHINE'),
    `    ${name}    ${type}    ${data.replace(/^"|"$/g, '').replaceAll('\\"', '"')}`
  ])
  expect(lines.length).toBeGreaterThan(5)
  const checked = checkPolicy(fromRegistry(printed.join('\r\n'), ROOT), 'guide')
  expect(checked.faults).toEqual([])
  expect(checked.servers[0]).toMatchObject({
    name: 'Acme chat',
    headers: { 'X-Acme-Site': 'Turin' }
  })
  expect(checked.locked).toEqual({ updates: { channel: 'stable' }, hosting: { on: false } })
})
