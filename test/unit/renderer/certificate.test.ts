import { expect, it } from 'vitest'
import { fingerprintLines, refusedCertificate } from '../../../src-renderer/text/certificate.ts'

const fingerprint = Array.from({ length: 32 }, (_, n) =>
  n.toString(16).padStart(2, '0').toUpperCase()
).join(':')
const detail = { host: 'chat.test', name: 'a', issuer: 'b', until: 5, fingerprint }

it('cuts a fingerprint into lines that lose nothing', () => {
  const lines = fingerprintLines(fingerprint)
  expect(lines.map((line) => line.length)).toEqual([23, 23, 23, 23])
  expect(lines.join(':')).toBe(fingerprint)
})

it('reads a refused certificate out of a failure, and nothing out of others', () => {
  const cause = 'DEPTH_ZERO_SELF_SIGNED_CERT'
  expect(
    refusedCertificate({
      code: 'server-certificate-untrusted',
      retry: false,
      detail: { ...detail, cause }
    })
  ).toEqual({
    host: 'chat.test',
    face: { name: 'a', issuer: 'b', until: 5, fingerprint },
    doubt: 'self',
    before: null
  })
  const changed = { code: 'server-certificate-changed' as const, retry: false }
  expect(refusedCertificate({ ...changed, detail: { ...detail, before: 'old' } })?.before).toBe(
    'old'
  )
  expect(refusedCertificate(changed)).toBeNull()
  expect(refusedCertificate({ code: 'server-closed', retry: true, detail })).toBeNull()
  expect(refusedCertificate(null)).toBeNull()
})
