import { expect, it } from 'vitest'
import { formatKeyFile, parseKeyFile, type KeyFile } from '../../../src-main/vault/key-file.ts'

const hex = (bytes: number): string => 'ab'.repeat(bytes)
const file: KeyFile = {
  version: 1,
  current: {
    check: hex(32),
    slots: [
      { kind: 'keyring', backend: 'kwallet6', wrapped: 'AAAA' },
      {
        kind: 'passphrase',
        derivation: { name: 'scrypt', cost: 2 ** 17, blockSize: 8, parallel: 1, salt: hex(16) },
        nonce: hex(12),
        sealed: hex(32),
        tag: hex(16)
      }
    ]
  },
  next: { check: hex(32), slots: [{ kind: 'open', key: hex(32) }] },
  warningSeen: false
}
const text = formatKeyFile(file)

it('reads what it writes', () => {
  expect(parseKeyFile(text)).toEqual(file)
})

it('refuses a file cut off anywhere', () => {
  const cuts = Array.from({ length: text.length - 2 }, (_, length) => text.slice(0, length))
  expect(cuts.filter((cut) => parseKeyFile(cut) !== null)).toEqual([])
})

it.each([
  ['a later version', text.replace('"version": 1', '"version": 2')],
  ['a derivation that would take all memory', text.replace('131072', String(2 ** 30))],
  ['a cost that scrypt does not know', text.replace('131072', '100000')],
  ['a slot of an unknown kind', text.replace('"kind": "open"', '"kind": "other"')],
  ['a key that is too short', text.replace(`"key": "${hex(32)}"`, `"key": "${hex(31)}"`)],
  ['a key without slots', text.replace(/"slots": \[[^]*?\n {4}\]/, '"slots": []')],
  ['what is not an object', '[]']
])('refuses %s', (_, changed) => {
  expect(changed).not.toBe(text)
  expect(parseKeyFile(changed)).toBeNull()
})
