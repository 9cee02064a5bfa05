// The script that signs releases and the code that checks them have to agree.
import { execFileSync } from 'node:child_process'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isSignedBy, type Release } from '../../../src-main/updater/signature.ts'

const NAME = 'filo-9.9.9-linux-x86_64.AppImage'
const CONTENT = 'the bytes of a release'
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
const sha512 = createHash('sha512').update(CONTENT).digest('base64')
const release: Release = { version, name: NAME, sha512 }
const keys = generateKeyPairSync('ed25519')
const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
const pem = String(keys.privateKey.export({ format: 'pem', type: 'pkcs8' }))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'filo-sign-'))
  writeFileSync(join(folder, NAME), CONTENT)
})
afterEach(() => rmSync(folder, { recursive: true }))

function signFolder(UPDATE_KEY: string): void {
  const env = { ...process.env, UPDATE_SIGNING_KEY: pem, UPDATE_KEY }
  execFileSync(process.execPath, ['scripts/sign-release.mjs', folder], { env, stdio: 'pipe' })
}

it('a release that the script signed is taken, and nothing else under its signature', () => {
  signFolder(publicKey)
  const signature = readFileSync(join(folder, `${NAME}.sig`), 'utf8')
  expect(isSignedBy(publicKey, release, signature)).toBe(true)
  expect(isSignedBy(publicKey, { ...release, version: '9.9.9' }, signature)).toBe(false)
  expect(isSignedBy(publicKey, { ...release, name: 'other' }, signature)).toBe(false)
  expect(isSignedBy(publicKey, { ...release, sha512: 'other' }, signature)).toBe(false)
  expect(isSignedBy('no key', release, signature)).toBe(false)
  expect(isSignedBy(publicKey, release, '')).toBe(false)
})

it('the script refuses a key that packages do not know', () => {
  expect(() => signFolder('another')).toThrow(/UPDATE_KEY/)
})
