// Certificates out of files: what is taken, what is asked for, what is refused.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { done } from '../../../src-preload/contract/failure.ts'
import { limits } from '../../../src-preload/contract/limits.ts'
import type { PaperKind, PapersState } from '../../../src-preload/contract/papers-calls.ts'
import type { Caller } from '../../../src-preload/contract/rpc.ts'
import type { StoreProcessCalls } from '../../../src-main/ports/process-calls.ts'
import { PapersDesk } from '../../../src-main/shell/papers/papers-desk.ts'
import { readAuthority, readIdentity } from '../../../src-main/shell/papers/read-papers.ts'
import { makeCertificate } from '../../support/network/certificate-maker.ts'
import { bundle, bundleCertificate, bundlePassphrase } from '../../support/network/client-bundle.ts'
import { until } from '../../support/network/until.ts'

const authority = makeCertificate({ name: 'Small authority', isAuthority: true })
const client = makeCertificate({ name: 'Ana', by: authority })
const other = makeCertificate({ name: 'Bo', by: authority })
const buffers = (...texts: string[]): Buffer[] => texts.map((text) => Buffer.from(text))
const lockedKey = createPrivateKey(client.key)
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'sesame' })
  .toString()
const codeOf = (result: { ok: boolean; failure?: { code: string } }) =>
  result.ok ? 'ok' : result.failure?.code

describe('an authority', () => {
  it('is read from PEM, alone or in a chain, and from DER, and named', () => {
    const { fingerprint256, raw } = new X509Certificate(authority.certificate)
    const chain = readAuthority(buffers(`Notes\n${authority.certificate}\n${other.certificate}`))
    expect(chain).toMatchObject({
      ok: true,
      value: {
        face: { fingerprint: fingerprint256, name: 'Small authority', issuer: 'Small authority' }
      }
    })
    expect(chain.ok && chain.value.pem.match(/BEGIN/g)).toHaveLength(2)
    expect(readAuthority([raw])).toMatchObject({ ok: true, value: { pem: authority.certificate } })
  })

  it('is no key, no damaged certificate and no other file', () => {
    const damaged = authority.certificate.replace('MII', 'XXX')
    const files = [client.key, damaged, 'hello', '0\u0082']
    expect(files.map((file) => codeOf(readAuthority(buffers(file))))).toEqual(
      files.map(() => 'authority-invalid')
    )
  })
})

describe('a client certificate', () => {
  it('is read with its key from one file or two, whatever else is in them', () => {
    const whole = `${authority.certificate}${client.certificate}${client.key}`
    for (const files of [buffers(whole), buffers(client.key, client.certificate)]) {
      const read = readIdentity(files, '')
      expect(read).toMatchObject({
        ok: true,
        value: { face: { name: 'Ana', issuer: 'Small authority' }, identity: { form: 'pem' } }
      })
      // The one that the key belongs to comes first.
      const identity = read.ok && read.value.identity
      const pem = identity && identity.form === 'pem' ? identity.certificate : ''
      expect(new X509Certificate(pem).subject).toBe('CN=Ana')
    }
  })

  it('that is locked opens by its passphrase only', () => {
    const files = buffers(lockedKey, client.certificate)
    const codes = ['', 'wrong', 'sesame'].map((word) => codeOf(readIdentity(files, word)))
    expect(codes).toEqual(['certificate-passphrase-wrong', 'certificate-passphrase-wrong', 'ok'])
  })

  it('is read from PKCS#12 as well', () => {
    const codes = ['', 'wrong'].map((word) => codeOf(readIdentity([bundle], word)))
    expect(codes).toEqual(['certificate-passphrase-wrong', 'certificate-passphrase-wrong'])
    expect(readIdentity([bundle], bundlePassphrase)).toMatchObject({
      ok: true,
      value: {
        face: {
          name: 'Ada Client',
          fingerprint: new X509Certificate(bundleCertificate).fingerprint256
        },
        identity: { form: 'pfx', passphrase: bundlePassphrase }
      }
    })
  })

  it('needs both its parts, and that they belong together', () => {
    const wrong = [
      buffers(client.certificate),
      buffers(client.key),
      buffers(other.certificate, client.key),
      buffers('hello'),
      [bundle.subarray(0, 200)],
      []
    ]
    expect(wrong.map((files) => codeOf(readIdentity(files, 'x')))).toEqual(
      wrong.map(() => 'client-certificate-invalid')
    )
  })
})

describe('the desk', () => {
  let folder: string
  let chosen: string[]
  let kept: unknown[]
  let states: (PapersState | null)[]
  let desk: PapersDesk

  const file = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const choose = async (kind: PaperKind): Promise<void> => {
    expect(desk.choose('server', kind)).toEqual(done(null))
    await until(() => states.length > 0)
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'filo-papers-'))
    chosen = []
    kept = []
    states = []
    const keep = (what: unknown) => {
      kept.push(what)
      return Promise.resolve(done(null))
    }
    // Only these two are asked for.
    const store = {
      keepAuthority: keep,
      keepIdentity: keep
    } as unknown as Caller<StoreProcessCalls>
    desk = new PapersDesk({
      askForFiles: () => Promise.resolve(chosen),
      store: () => store,
      onChange: (state) => void states.push(state)
    })
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('hands to the store what it could read', async () => {
    chosen = [file('ca.pem', authority.certificate)]
    await choose('authority')
    expect(kept).toMatchObject([
      { serverId: 'server', authority: { face: { name: 'Small authority' } } }
    ])
    expect(states).toEqual([null])
  })

  it('asks for a passphrase where it needs one, and keeps asking', async () => {
    chosen = [file('ada.p12', bundle)]
    await choose('identity')
    expect(states).toEqual([
      { serverId: 'server', kind: 'identity', file: 'ada.p12', isLocked: true, failure: null }
    ])
    expect(codeOf(await desk.unlock('wrong'))).toBe('certificate-passphrase-wrong')
    expect(codeOf(await desk.unlock(bundlePassphrase))).toBe('ok')
    expect([kept.length, desk.state]).toEqual([1, null])
    expect(codeOf(await desk.unlock(bundlePassphrase))).toBe('not-found')
  })

  it('says of what use a file is not, and reads none that is too large', async () => {
    chosen = [file('note.txt', 'hello')]
    await choose('identity')
    expect(states.at(-1)?.failure?.code).toBe('client-certificate-invalid')
    chosen = [file('huge.pem', Buffer.alloc(limits.certificateBytes + 1))]
    desk.choose('server', 'authority')
    await until(() => states.at(-1)?.failure?.code === 'file-not-read')
    expect(kept).toEqual([])
  })
})
