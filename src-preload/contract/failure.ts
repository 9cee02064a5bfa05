// What can go wrong, as data: the one error shape that crosses any port, and every code it may carry.
import * as v from 'valibot'

/** Every reason for which Filo refuses or fails; the window holds one sentence for each. */
export const failureCodes = [
  // The address or the way to the server
  'address-invalid',
  'address-unknown',
  'server-unreachable',
  'server-timeout',
  'server-not-socketio',
  'server-version-unsupported',
  'server-refused',
  'server-namespace-unknown',
  'server-certificate-untrusted',
  'server-certificate-changed',
  'server-closed',
  'server-malformed',
  'server-over-budget',
  // What stands before it: a proxy, a login page, a web server with nothing there
  'server-moved',
  'server-path-unknown',
  'server-login-page',
  'server-behind-down',
  'server-session-lost',
  'server-trouble',
  'server-already-added',
  'network-offline',
  // Certificates and proxies
  'client-certificate-needed',
  'client-certificate-invalid',
  'certificate-passphrase-wrong',
  'authority-invalid',
  'proxy-unreachable',
  'proxy-login-needed',
  'proxy-refused',
  'proxy-invalid',
  // Introducing oneself
  'login-needed',
  'name-invalid',
  'name-taken',
  'secret-wrong',
  // Messages
  'message-empty',
  'message-too-long',
  'message-refused',
  'message-unanswered',
  'message-unconfirmed',
  'message-expired',
  'rate-limited',
  // Things that are not there or not allowed
  'not-found',
  'not-allowed',
  'set-by-policy',
  'not-supported',
  'too-many',
  // Dialects
  'dialect-invalid',
  'dialect-not-json',
  'dialect-too-large',
  'dialect-taken',
  'dialect-in-use',
  'dialect-unknown',
  'dialect-mismatch',
  // The Inspector
  'event-reserved',
  'event-too-large',
  'recording-invalid',
  // Hosting
  'host-port-taken',
  'host-failed',
  // This computer
  'disk-full',
  'disk-space-low',
  'store-corrupt',
  'store-locked',
  'store-key-wrong',
  'store-too-new',
  'store-migration-failed',
  // The key to the history
  'passphrase-wrong',
  'keyring-unavailable',
  'key-not-written',
  // Exports and backups
  'file-not-written',
  'file-not-read',
  // Files that go with messages
  'file-too-large',
  'file-refused',
  'file-changed',
  'file-gone',
  'file-damaged',
  'file-address-refused',
  'file-risky',
  'backup-invalid',
  'backup-damaged',
  'backup-too-new',
  'backup-passphrase-wrong',
  // Updates
  'update-feed-invalid',
  'update-feed-unreachable',
  'update-feed-empty',
  'update-damaged',
  'update-unsigned',
  'update-no-room',
  'update-not-installed',
  'input-invalid',
  'process-gone',
  'call-timeout',
  'internal'
] as const

export type FailureCode = (typeof failureCodes)[number]

/**
 * The only error that crosses a port. `retry` says whether the same thing may work later without
 * the person changing anything. `detail` fills the sentence's blanks: never message text or secrets.
 */
export interface Failure {
  code: FailureCode
  retry: boolean
  detail?: Record<string, string | number>
}

export const failureSchema = v.object({
  code: v.picklist(failureCodes),
  retry: v.boolean(),
  detail: v.exactOptional(
    v.record(
      v.pipe(v.string(), v.maxLength(40)),
      v.union([v.pipe(v.string(), v.maxLength(1000)), v.number()])
    )
  )
})

/** An expected outcome: bugs throw, everything else is one of these. */
export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure }

/** Wraps a value as success. */
export function done<T>(value: T): Result<T> {
  return { ok: true, value }
}

/** Builds a refusal; `retry` defaults to false, since most refusals need the person. */
export function refuse(
  code: FailureCode,
  detail?: Record<string, string | number>,
  retry = false
): { ok: false; failure: Failure } {
  return { ok: false, failure: detail ? { code, retry, detail } : { code, retry } }
}
