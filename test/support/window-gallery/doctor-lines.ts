// What the network check tells in the pictures: all well, under way, or ended at the certificate.
import { doctorSteps, type DoctorLine } from '../../../src-preload/contract/doctor.ts'

const detail = {
  address: 'https://chat.example.org',
  host: 'chat.example.org',
  port: 443,
  list: '203.0.113.7, 2001:db8::7',
  version: 'TLSv1.3',
  until: Date.UTC(2027, 0, 4),
  issuer: 'Example Authority',
  proxy: 'proxy.example.org:3128',
  status: 200,
  path: '/socket.io',
  namespace: '/',
  transport: 'websocket',
  name: 'Filo',
  fingerprint:
    '4F:9A:11:C2:7B:0D:EE:31:5A:90:44:1F:7C:22:AB:6E:4F:9A:11:C2:7B:0D:EE:31:5A:90:44:1F:7C:22:AB:6E'
}

/** Lines for one of the pictures. */
export function doctorLines(which = 'well'): DoctorLine[] {
  const lines = doctorSteps.map((step, n): DoctorLine => ({
    step,
    result: 'ok',
    finding: 'ok',
    ms: 3 + n * 11,
    detail: step === 'engine' ? { ...detail, version: 4 } : detail,
    code: null
  }))
  if (which === 'running') {
    return lines
      .slice(0, 5)
      .map((line, n) => (n < 4 ? line : { ...line, result: 'running', ms: null }))
  }
  if (which !== 'failed') return lines
  return lines.map((line, n) => {
    if (n < 4) return line
    if (n > 4) return { ...line, result: 'skipped', finding: 'skipped', ms: null }
    return { ...line, result: 'failed', finding: 'certificate-untrusted' }
  })
}
