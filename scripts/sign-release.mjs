// Signs the files of a release by the key that installed Filos know: `node scripts/sign-release.mjs FOLDER`.
//
// UPDATE_SIGNING_KEY holds the private key (Ed25519, PEM), UPDATE_KEY the public one that the packages were
// made with (DER, base64). `node scripts/sign-release.mjs --new-key` makes such a pair.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign
} from 'node:crypto'
import { createReadStream, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { REPO } from './paths.mjs'
import { reasonOf, say } from './say.mjs'

/** Linux has no signatures of its own; Windows and macOS check theirs. */
const SIGNED = /\.(AppImage|deb|rpm)$/

/** @param {string} folder */
async function signFolder(folder) {
  const key = readKey()
  const { version } = JSON.parse(readFileSync(join(REPO, 'package.json'), 'utf8'))
  const names = readdirSync(folder).filter((name) => SIGNED.test(name))
  if (names.length === 0) throw new Error(`nothing to sign in ${folder}`)
  for (const name of names) {
    const statement = `filo ${version} ${name} ${await sha512Of(join(folder, name))}`
    const signature = sign(null, Buffer.from(statement), key).toString('base64')
    writeFileSync(join(folder, `${name}.sig`), `${signature}\n`)
    say('sign', name)
  }
}

function readKey() {
  const pem = process.env['UPDATE_SIGNING_KEY']
  if (!pem) throw new Error('UPDATE_SIGNING_KEY is not set')
  const key = createPrivateKey(pem)
  if (publicPart(createPublicKey(key)) !== process.env['UPDATE_KEY']) {
    throw new Error('UPDATE_KEY is not the public part of UPDATE_SIGNING_KEY')
  }
  return key
}

/** @param {import('node:crypto').KeyObject} key */
function publicPart(key) {
  return key.export({ format: 'der', type: 'spki' }).toString('base64')
}

/** @param {string} file */
async function sha512Of(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return hash.digest('base64')
}

function printNewKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' })
  process.stdout.write(`UPDATE_SIGNING_KEY (secret):\n${String(pem)}\n`)
  process.stdout.write(`UPDATE_KEY (public):\n${publicPart(publicKey)}\n`)
}

try {
  const [word = ''] = process.argv.slice(2)
  if (word === '--new-key') printNewKey()
  else await signFolder(word)
} catch (error) {
  say('sign', reasonOf(error))
  process.exitCode = 1
}
