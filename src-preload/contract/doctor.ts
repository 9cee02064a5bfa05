// What the network check tells: one line per step on the way to a server, each with what was found there.
import type { FailureCode } from './failure.ts'

/** The steps, in the order in which they are taken. */
export const doctorSteps = [
  'address',
  'proxy',
  'dns',
  'tcp',
  'tls',
  'http',
  'engine',
  'namespace',
  'dialect'
] as const
export type DoctorStep = (typeof doctorSteps)[number]

/** What a step found; the window holds a sentence for each. */
export const doctorFindings = [
  'ok',
  'skipped',
  'not-needed',
  'by-proxy',
  'address-bad',
  'name-unknown',
  'dns-silent',
  'port-refused',
  'port-silent',
  'unreachable',
  'proxy-unreachable',
  'proxy-login',
  'proxy-refused',
  'certificate-pinned',
  'certificate-changed',
  'client-certificate',
  'certificate-untrusted',
  'certificate-other-name',
  'certificate-expired',
  'tls-not-spoken',
  'http-silent',
  'http-odd',
  'engine-missing',
  'engine-path-wrong',
  'engine-refused',
  'login-page',
  'moved',
  'behind-down',
  'namespace-unknown',
  'login-needed',
  'handshake-refused',
  'connect-silent',
  'dialect-other',
  'dialect-unknown',
  'dialect-unclear'
] as const
export type DoctorFinding = (typeof doctorFindings)[number]

export interface DoctorLine {
  step: DoctorStep
  result: 'running' | 'ok' | 'failed' | 'skipped'
  finding: DoctorFinding
  /** How long it took; null while it runs, or where it was skipped. */
  ms: number | null
  /** Fills the sentence's blanks: addresses, ports, fingerprints; never a secret. */
  detail: Record<string, string | number>
  /** The reason by the name that failures have elsewhere, where there is one. */
  code: FailureCode | null
}
